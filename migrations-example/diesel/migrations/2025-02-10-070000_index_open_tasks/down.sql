DROP INDEX CONCURRENTLY tasks_updated_at_idx;
