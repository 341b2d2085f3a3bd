-- +goose Up
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value BYTEA NOT NULL
);

-- chat is everywhere the keyed hash of a chat id.
CREATE TABLE chats (
    chat  BYTEA PRIMARY KEY,
    state BYTEA NOT NULL -- encrypted
);

-- Times are milliseconds since 1970.
CREATE TABLE seen (
    server    TEXT NOT NULL, -- that numbered the update
    update_id BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (server, update_id)
);

-- The identity is never used again: the id of a deleted reply must not come
-- back while it is still being sent.
CREATE TABLE outbox (
    id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chat    BYTEA NOT NULL,
    payload BYTEA NOT NULL, -- encrypted
    attempt BIGINT NOT NULL DEFAULT 1,
    due     BIGINT NOT NULL DEFAULT 0, -- 0: at once
    ahead   BIGINT NOT NULL DEFAULT 0, -- 1: sent before the other replies of its chat
    target  BIGINT NOT NULL DEFAULT 0  -- the bot's message that it changes, or 0
);
CREATE INDEX outbox_chat ON outbox (chat, ahead DESC, id);
CREATE INDEX outbox_due ON outbox (due) WHERE due > 0;

-- An answer of several messages has several parts, numbered from 0.
CREATE TABLE answers (
    chat    BYTEA NOT NULL,
    message BIGINT NOT NULL,
    part    BIGINT NOT NULL,
    sent    BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (chat, message, part)
);

-- entry is empty where all that was offered was missed.
CREATE TABLE votes (
    entry   TEXT NOT NULL,
    lang    TEXT NOT NULL,
    useful  BIGINT NOT NULL,
    useless BIGINT NOT NULL,
    missed  BIGINT NOT NULL,
    PRIMARY KEY (entry, lang)
);

-- The id is random, so that the order of rows does not tell who asked when.
CREATE TABLE kept (
    id   BYTEA PRIMARY KEY,
    day  BIGINT NOT NULL,
    lang TEXT NOT NULL,
    text BYTEA NOT NULL -- encrypted
);

-- How often something happened on a day; n may be below 0 where votes were taken
-- back.
CREATE TABLE tallies (
    day  BIGINT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    lang TEXT NOT NULL,
    n    BIGINT NOT NULL,
    PRIMARY KEY (day, kind, name, lang)
);

-- +goose Down
DROP TABLE tallies;
DROP TABLE kept;
DROP TABLE votes;
DROP TABLE answers;
DROP TABLE outbox;
DROP TABLE seen;
DROP TABLE chats;
DROP TABLE meta;
