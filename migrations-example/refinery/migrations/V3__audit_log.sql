-- Who changed what: one row per change, kept in one partition per month.
-- Rollback: DROP TABLE audit_log; DROP FUNCTION write_audit_log CASCADE;

CREATE SEQUENCE audit_log_id_seq AS BIGINT;

CREATE TABLE audit_log (
    id BIGINT NOT NULL DEFAULT nextval('audit_log_id_seq'),
    changed_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    table_name TEXT NOT NULL,
    action VARCHAR(6) NOT NULL,
    user_id UUID,
    before JSONB,
    after JSONB,

    CONSTRAINT audit_log_pkey PRIMARY KEY (id, changed_at),
    CONSTRAINT audit_log_action_check CHECK (action IN ('INSERT', 'UPDATE', 'DELETE'))
) PARTITION BY RANGE (changed_at);

ALTER SEQUENCE audit_log_id_seq OWNED BY audit_log.id;

CREATE TABLE audit_log_2025_01 PARTITION OF audit_log FOR VALUES FROM ('2025-01-01 00:00:00+00') TO ('2025-02-01 00:00:00+00');
CREATE TABLE audit_log_2025_02 PARTITION OF audit_log FOR VALUES FROM ('2025-02-01 00:00:00+00') TO ('2025-03-01 00:00:00+00');
CREATE TABLE audit_log_2025_03 PARTITION OF audit_log FOR VALUES FROM ('2025-03-01 00:00:00+00') TO ('2025-04-01 00:00:00+00');
CREATE TABLE audit_log_default PARTITION OF audit_log DEFAULT;

CREATE INDEX audit_log_table_name_idx ON audit_log(table_name, changed_at);

CREATE FUNCTION write_audit_log() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    INSERT INTO public.audit_log (table_name, action, user_id, before, after)
    VALUES (
        TG_TABLE_NAME,
        TG_OP,
        nullif(current_setting('app.user_id', true), '')::uuid,
        CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END,
        CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END
    );
    RETURN NULL;
END;
$$;

CREATE TRIGGER users_audit AFTER INSERT OR UPDATE OR DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION write_audit_log();

CREATE TRIGGER projects_audit AFTER INSERT OR UPDATE OR DELETE ON projects
    FOR EACH ROW EXECUTE FUNCTION write_audit_log();

CREATE TRIGGER tasks_audit AFTER INSERT OR UPDATE OF state, assignee_id OR DELETE ON tasks
    FOR EACH ROW EXECUTE FUNCTION write_audit_log();

COMMENT ON TABLE audit_log IS 'Every change of users, projects and tasks, written by triggers.';
COMMENT ON FUNCTION write_audit_log() IS 'The user is the one the application names in app.user_id.';
