-- What the start page shows, in one view.
-- Rollback: DROP VIEW project_overview; DROP FUNCTION project_progress;

create function project_progress(project bigint) returns numeric
language sql stable
as $$
    SELECT round(100.0 * count(*) FILTER (WHERE state = 'done') / nullif(count(*), 0), 1)
    FROM tasks
    WHERE project_id = project
$$;

create view project_overview as
select
    p.id,
    p.slug,
    p.name,
    p.status,
    u.display_name as owner,
    count(t.id) filter (where t.state <> 'done') as open_tasks,
    project_progress(p.id) as progress
from projects as p
join users u on u.id = p.owner_id
left join tasks t on t.project_id = p.id
where p.status <> 'archived'
group by p.id, u.display_name;

comment on view project_overview is 'One row per project that is not archived.';
comment on function project_progress(bigint) is 'Share of done tasks in percent; empty when there are none.';
