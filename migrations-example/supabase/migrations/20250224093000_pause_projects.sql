-- Uses the status added before: a paused project says since when.
-- Rollback: DROP FUNCTION pause_project; ALTER TABLE projects DROP COLUMN paused_at;

alter table projects add column paused_at timestamptz(3);

alter table projects add constraint projects_paused_at_check check ((status = 'paused') = (paused_at is not null)) not valid;
alter table projects validate constraint projects_paused_at_check;

create index projects_paused_at_idx on projects(paused_at) where status = 'paused';

create function pause_project(project bigint) returns void
language plpgsql
as $$
BEGIN
    UPDATE projects SET status = 'paused', paused_at = CURRENT_TIMESTAMP WHERE id = project AND status = 'active';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'project % is not active', project;
    END IF;
END;
$$;

comment on column projects.paused_at is 'Set exactly while the status is paused.';
