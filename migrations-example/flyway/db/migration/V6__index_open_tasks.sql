-- Tasks are listed newest first; built without blocking writers, so it is alone in its file.
-- Rollback: DROP INDEX CONCURRENTLY tasks_updated_at_idx;
CREATE INDEX CONCURRENTLY tasks_updated_at_idx ON tasks(updated_at DESC) WHERE state <> 'done';
