-- A user sees their own rows, and what others decided to show.
-- Rollback: DROP the policies below, ALTER TABLE … DISABLE ROW LEVEL SECURITY, DROP FUNCTION current_user_id;

CREATE FUNCTION current_user_id() RETURNS UUID
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT nullif(current_setting('${user_setting}', true), '')::uuid
$$;

ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
ALTER TABLE projects ENABLE ROW LEVEL SECURITY;
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;

CREATE POLICY profiles_read ON profiles FOR SELECT
    USING (searchable OR user_id = current_user_id());

CREATE POLICY profiles_write ON profiles
    USING (user_id = current_user_id())
    WITH CHECK (user_id = current_user_id());

CREATE POLICY projects_read ON projects FOR SELECT
    USING (status <> 'draft' OR owner_id = current_user_id());

CREATE POLICY projects_write ON projects
    USING (owner_id = current_user_id())
    WITH CHECK (owner_id = current_user_id());

CREATE POLICY tasks_of_visible_projects ON tasks
    USING (EXISTS (SELECT 1 FROM projects p WHERE p.id = tasks.project_id));

CREATE POLICY archived_is_read_only ON tasks AS RESTRICTIVE FOR UPDATE
    USING (NOT EXISTS (SELECT 1 FROM projects p WHERE p.id = tasks.project_id AND p.status = 'archived'));

CREATE POLICY audit_log_append ON audit_log FOR INSERT
    WITH CHECK (true);

CREATE POLICY audit_log_own_changes ON audit_log FOR SELECT
    USING (user_id = current_user_id());
