# The image of a release, around programs that goreleaser has built. ../Dockerfile
# builds the same image from the source; their last parts are equal.
FROM --platform=$BUILDPLATFORM busybox:stable AS folders
RUN mkdir /data

FROM scratch
ARG TARGETPLATFORM
COPY $TARGETPLATFORM/iombot /iombot
# A new volume takes the owner of the folder it is mounted on.
COPY --from=folders --chown=65532:65532 /data /data
USER 65532:65532
WORKDIR /data
VOLUME /data
ENV IOMBOT_STATE=sqlite:/data/state.db IOMBOT_MODELS=/data/models IOMBOT_LISTEN=:8080
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=1m CMD ["/iombot", "health"]
ENTRYPOINT ["/iombot"]
CMD ["serve"]
