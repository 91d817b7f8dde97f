-- Tasks are listed newest first; built without blocking writers, so it is alone in its file.
-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY tasks_updated_at_idx ON tasks(updated_at DESC) WHERE state <> 'done';

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY tasks_updated_at_idx;
