-- Accounts, and what people tell about themselves.
-- Rollback: DROP TABLE profiles; DROP TABLE users; DROP FUNCTION set_updated_at;

create table public.users (
    id uuid primary key default gen_random_uuid(),
    email varchar(320) not null,
    display_name text not null,
    role varchar(20) not null default 'member' check (role in ('member', 'maintainer', 'admin')),
    created_at timestamptz(3) not null default current_timestamp,
    updated_at timestamptz(3) not null default current_timestamp
);

create table public.profiles (
    user_id uuid primary key references public.users (id) on update cascade on delete cascade,
    bio text,
    time_zone text not null default 'UTC',
    searchable boolean not null default false,
    updated_at timestamptz(3) not null default current_timestamp
);

create unique index users_email_key on users(lower(email));

create index profiles_searchable_idx on profiles(user_id) where searchable;

create function public.set_updated_at() returns trigger
language plpgsql
as $$
BEGIN
    NEW.updated_at := CURRENT_TIMESTAMP;
    RETURN NEW;
END;
$$;

create trigger users_set_updated_at before update on users
    for each row execute function set_updated_at();

create trigger profiles_set_updated_at before update on profiles
    for each row execute function set_updated_at();

comment on table users is 'Everybody who can sign in.';
comment on column users.email is 'Unique without regard to case.';
comment on table profiles is 'What a user shows to others; at most one each.';
