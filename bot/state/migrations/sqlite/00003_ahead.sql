-- +goose Up
-- 1: sent before the other replies of its chat.
ALTER TABLE outbox ADD COLUMN ahead INTEGER NOT NULL DEFAULT 0;
DROP INDEX outbox_chat;
CREATE INDEX outbox_chat ON outbox (chat, ahead DESC, id);

-- +goose Down
DROP INDEX outbox_chat;
CREATE INDEX outbox_chat ON outbox (chat, id);
ALTER TABLE outbox DROP COLUMN ahead;
