-- Tasks are listed newest first; built in a transaction, because SQL files of this tool always are.
-- Up Migration
CREATE INDEX tasks_updated_at_idx ON tasks(updated_at DESC) WHERE state <> 'done';

-- Down Migration
DROP INDEX tasks_updated_at_idx;
