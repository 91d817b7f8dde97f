-- Tasks are listed newest first. refinery runs every file in a transaction, so writers wait for this one.
-- Rollback: DROP INDEX tasks_updated_at_idx;
CREATE INDEX tasks_updated_at_idx ON tasks(updated_at DESC) WHERE state <> 'done';
