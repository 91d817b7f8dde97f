-- Projects, their tasks, and the rules every row obeys.
-- Rollback: DROP TABLE tasks; DROP TABLE projects; DROP DOMAIN slug; DROP TYPE project_status;

create type project_status as enum ('draft', 'active', 'archived');

create domain slug as text
    constraint slug_check check (value ~ '^[a-z0-9]+(-[a-z0-9]+)*$');

create table projects (
    id bigint generated always as identity primary key,
    owner_id uuid not null references users on update cascade on delete restrict,
    slug slug not null,
    name text not null,
    status project_status not null default 'draft',
    budget numeric(12, 2) check (budget >= 0),
    starts_on date,
    ends_on date,
    created_at timestamptz(3) not null default current_timestamp,
    updated_at timestamptz(3) not null default current_timestamp,
    constraint projects_dates_check check (ends_on >= starts_on)
);

create table tasks (
    id bigserial primary key,
    project_id bigint not null references projects on update cascade on delete cascade,
    assignee_id uuid references users on update cascade on delete set null,
    title text not null,
    state varchar(20) not null default 'open' check (state in ('open', 'in_progress', 'done')),
    labels text[] not null default array[]::text[],
    estimate interval,
    done_at timestamp(3) with time zone,
    updated_at timestamptz(3) not null default current_timestamp
);

create unique index projects_slug_key on projects(slug);

create index projects_owner_id_idx on projects(owner_id);

create index tasks_project_id_state_idx on tasks(project_id, state);

create index tasks_assignee_id_idx on tasks(assignee_id) where done_at is null;

create index tasks_labels_idx on tasks using gin (labels);

create trigger projects_set_updated_at before update on projects
    for each row execute function set_updated_at();

create trigger tasks_set_updated_at before update on tasks
    for each row execute function set_updated_at();

comment on type project_status is 'Where a project is in its life.';
comment on table projects is 'A piece of work with one owner.';
comment on column projects.budget is 'In euro; empty means not decided.';
comment on table tasks is 'What is left to do in a project.';
