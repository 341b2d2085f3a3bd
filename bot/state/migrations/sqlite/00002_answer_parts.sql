-- +goose Up
-- An answer of several messages has several parts, numbered from 0.
ALTER TABLE answers RENAME TO old_answers;
CREATE TABLE answers (
    chat    BLOB NOT NULL,
    message INTEGER NOT NULL,
    part    INTEGER NOT NULL,
    sent    INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (chat, message, part)
) STRICT, WITHOUT ROWID;
INSERT INTO answers (chat, message, part, sent, at) SELECT chat, message, 0, sent, at FROM old_answers;
DROP TABLE old_answers;

-- +goose Down
ALTER TABLE answers RENAME TO old_answers;
CREATE TABLE answers (
    chat    BLOB NOT NULL,
    message INTEGER NOT NULL,
    sent    INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (chat, message)
) STRICT, WITHOUT ROWID;
INSERT INTO answers (chat, message, sent, at) SELECT chat, message, sent, at FROM old_answers WHERE part = 0;
DROP TABLE old_answers;
