FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# Certificates and time zones are compiled in: the program needs nothing beside it.
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/iombot ./cmd/iombot && mkdir /out/data

FROM scratch
COPY --from=build /out/iombot /iombot
# A new volume takes the owner of the folder it is mounted on.
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
WORKDIR /data
VOLUME /data
ENV IOMBOT_STATE=sqlite:/data/state.db IOMBOT_MODELS=/data/models IOMBOT_LISTEN=:8080
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=1m CMD ["/iombot", "health"]
ENTRYPOINT ["/iombot"]
CMD ["serve"]
