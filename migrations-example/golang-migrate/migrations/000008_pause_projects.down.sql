DROP FUNCTION pause_project;
ALTER TABLE projects DROP COLUMN paused_at;
