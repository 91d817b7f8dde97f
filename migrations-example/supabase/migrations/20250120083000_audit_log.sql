-- Who changed what: one row per change, kept in one partition per month.
-- Rollback: DROP TABLE audit_log; DROP FUNCTION write_audit_log CASCADE;

create sequence audit_log_id_seq as bigint;

create table audit_log (
    id bigint not null default nextval('audit_log_id_seq'),
    changed_at timestamptz(3) not null default current_timestamp,
    table_name text not null,
    action varchar(6) not null,
    user_id uuid,
    before jsonb,
    after jsonb,

    constraint audit_log_pkey primary key (id, changed_at),
    constraint audit_log_action_check check (action in ('INSERT', 'UPDATE', 'DELETE'))
) partition by range (changed_at);

alter sequence audit_log_id_seq owned by audit_log.id;

create table audit_log_2025_01 partition of audit_log for values from ('2025-01-01 00:00:00+00') to ('2025-02-01 00:00:00+00');
create table audit_log_2025_02 partition of audit_log for values from ('2025-02-01 00:00:00+00') to ('2025-03-01 00:00:00+00');
create table audit_log_2025_03 partition of audit_log for values from ('2025-03-01 00:00:00+00') to ('2025-04-01 00:00:00+00');
create table audit_log_default partition of audit_log default;

create index audit_log_table_name_idx on audit_log(table_name, changed_at);

create function write_audit_log() returns trigger
language plpgsql security definer set search_path = ''
as $$
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

create trigger users_audit after insert or update or delete on users
    for each row execute function write_audit_log();

create trigger projects_audit after insert or update or delete on projects
    for each row execute function write_audit_log();

create trigger tasks_audit after insert or update of state, assignee_id or delete on tasks
    for each row execute function write_audit_log();

comment on table audit_log is 'Every change of users, projects and tasks, written by triggers.';
comment on function write_audit_log() is 'The user is the one the application names in app.user_id.';
