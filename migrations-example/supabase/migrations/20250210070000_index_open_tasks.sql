-- Tasks are listed newest first; built without blocking writers, so it is alone in its file.
-- Rollback: DROP INDEX CONCURRENTLY tasks_updated_at_idx;
create index concurrently tasks_updated_at_idx on tasks(updated_at desc) where state <> 'done';
