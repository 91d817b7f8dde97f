-- What the start page shows, in one view.
-- Rollback: DROP VIEW project_overview; DROP FUNCTION project_progress;

CREATE FUNCTION project_progress(project BIGINT) RETURNS NUMERIC
LANGUAGE sql STABLE
AS $$
    SELECT round(100.0 * count(*) FILTER (WHERE state = 'done') / nullif(count(*), 0), 1)
    FROM tasks
    WHERE project_id = project
$$;

CREATE VIEW project_overview AS
SELECT
    p.id,
    p.slug,
    p.name,
    p.status,
    u.display_name AS owner,
    count(t.id) FILTER (WHERE t.state <> 'done') AS open_tasks,
    project_progress(p.id) AS progress
FROM projects p
JOIN users u ON u.id = p.owner_id
LEFT JOIN tasks t ON t.project_id = p.id
WHERE p.status <> 'archived'
GROUP BY p.id, u.display_name;

COMMENT ON VIEW project_overview IS 'One row per project that is not archived.';
COMMENT ON FUNCTION project_progress(BIGINT) IS 'Share of done tasks in percent; empty when there are none.';
