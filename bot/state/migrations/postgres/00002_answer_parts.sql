-- +goose Up
-- An answer of several messages has several parts, numbered from 0.
ALTER TABLE answers ADD COLUMN part BIGINT NOT NULL DEFAULT 0;
ALTER TABLE answers DROP CONSTRAINT answers_pkey, ADD PRIMARY KEY (chat, message, part);

-- +goose Down
DELETE FROM answers WHERE part > 0;
ALTER TABLE answers DROP CONSTRAINT answers_pkey, ADD PRIMARY KEY (chat, message);
ALTER TABLE answers DROP COLUMN part;
