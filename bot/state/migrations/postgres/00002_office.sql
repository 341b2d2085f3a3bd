-- +goose Up
-- What staff did about a gap. seen is how often it had happened by then.
CREATE TABLE marks (
    name  TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    seen  BIGINT NOT NULL,
    at    BIGINT NOT NULL
);

-- Who may use the staff's pages. hash is bcrypt's.
CREATE TABLE accounts (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    hash TEXT NOT NULL
);

-- +goose Down
DROP TABLE accounts;
DROP TABLE marks;
