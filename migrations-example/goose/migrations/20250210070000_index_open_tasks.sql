-- Tasks are listed newest first; built without blocking writers, so it is alone in its file.
-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY tasks_updated_at_idx ON tasks(updated_at DESC) WHERE state <> 'done';

-- +goose Down
DROP INDEX CONCURRENTLY tasks_updated_at_idx;
