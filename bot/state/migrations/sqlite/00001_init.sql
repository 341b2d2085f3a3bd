-- +goose Up
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- chat is everywhere the keyed hash of a chat id.
CREATE TABLE chats (
    chat  BLOB PRIMARY KEY,
    state BLOB NOT NULL -- encrypted
) STRICT, WITHOUT ROWID;

-- Times are milliseconds since 1970.
CREATE TABLE seen (
    server    TEXT NOT NULL, -- that numbered the update
    update_id INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (server, update_id)
) STRICT, WITHOUT ROWID;

-- AUTOINCREMENT: the id of a deleted reply must not come again while it is
-- still being sent.
CREATE TABLE outbox (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    chat    BLOB NOT NULL,
    payload BLOB NOT NULL, -- encrypted
    attempt INTEGER NOT NULL DEFAULT 1,
    due     INTEGER NOT NULL DEFAULT 0, -- 0: at once
    ahead   INTEGER NOT NULL DEFAULT 0, -- 1: sent before the other replies of its chat
    target  INTEGER NOT NULL DEFAULT 0  -- the bot's message that it changes, or 0
) STRICT;
CREATE INDEX outbox_chat ON outbox (chat, ahead DESC, id);
CREATE INDEX outbox_due ON outbox (due) WHERE due > 0;

-- An answer of several messages has several parts, numbered from 0.
CREATE TABLE answers (
    chat    BLOB NOT NULL,
    message INTEGER NOT NULL,
    part    INTEGER NOT NULL,
    sent    INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (chat, message, part)
) STRICT, WITHOUT ROWID;

-- entry is empty where all that was offered was missed.
CREATE TABLE votes (
    entry   TEXT NOT NULL,
    lang    TEXT NOT NULL,
    useful  INTEGER NOT NULL,
    useless INTEGER NOT NULL,
    missed  INTEGER NOT NULL,
    PRIMARY KEY (entry, lang)
) STRICT, WITHOUT ROWID;

-- The id is random, so that the order of rows does not tell who asked when.
CREATE TABLE kept (
    id   BLOB PRIMARY KEY,
    day  INTEGER NOT NULL,
    lang TEXT NOT NULL,
    text BLOB NOT NULL -- encrypted
) STRICT, WITHOUT ROWID;

-- How often something happened on a day; n may be below 0 where votes were taken
-- back.
CREATE TABLE tallies (
    day  INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    lang TEXT NOT NULL,
    n    INTEGER NOT NULL,
    PRIMARY KEY (day, kind, name, lang)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE tallies;
DROP TABLE kept;
DROP TABLE votes;
DROP TABLE answers;
DROP TABLE outbox;
DROP TABLE seen;
DROP TABLE chats;
DROP TABLE meta;
