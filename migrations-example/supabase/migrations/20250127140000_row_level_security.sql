-- A user sees their own rows, and what others decided to show.
-- Rollback: DROP the policies below, ALTER TABLE … DISABLE ROW LEVEL SECURITY, DROP FUNCTION current_user_id;

create function current_user_id() returns uuid
language sql stable parallel safe
as $$
    SELECT nullif(current_setting('app.user_id', true), '')::uuid
$$;

alter table profiles enable row level security;
alter table projects enable row level security;
alter table tasks enable row level security;
alter table audit_log enable row level security;
alter table audit_log force row level security;

create policy profiles_read on profiles for select
    using (searchable or user_id = current_user_id());

create policy profiles_write on profiles
    using (user_id = current_user_id())
    with check (user_id = current_user_id());

create policy projects_read on projects for select
    using (status <> 'draft' or owner_id = current_user_id());

create policy projects_write on projects
    using (owner_id = current_user_id())
    with check (owner_id = current_user_id());

create policy tasks_of_visible_projects on tasks
    using (exists (select 1 from projects p where p.id = tasks.project_id));

create policy archived_is_read_only on tasks as restrictive for update
    using (not exists (select 1 from projects p where p.id = tasks.project_id and p.status = 'archived'));

create policy audit_log_append on audit_log for insert
    with check (true);

create policy audit_log_own_changes on audit_log for select
    using (user_id = current_user_id());
