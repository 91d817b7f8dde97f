DROP VIEW project_overview;
DROP FUNCTION project_progress;
