-- Accounts, and what people tell about themselves.
-- Rollback: DROP TABLE profiles; DROP TABLE users; DROP FUNCTION set_updated_at;

CREATE TABLE users (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    email VARCHAR(320) NOT NULL,
    display_name TEXT NOT NULL,
    role VARCHAR(20) NOT NULL DEFAULT 'member',
    created_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_role_check CHECK (role IN ('member', 'maintainer', 'admin'))
);

CREATE TABLE profiles (
    user_id UUID NOT NULL,
    bio TEXT,
    time_zone TEXT NOT NULL DEFAULT 'UTC',
    searchable BOOL NOT NULL DEFAULT FALSE,
    updated_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT profiles_pkey PRIMARY KEY (user_id)
);

CREATE UNIQUE INDEX users_email_key ON users(lower(email));

CREATE INDEX profiles_searchable_idx ON profiles(user_id) WHERE searchable;

ALTER TABLE profiles ADD CONSTRAINT profiles_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE ON UPDATE CASCADE;

CREATE FUNCTION set_updated_at() RETURNS TRIGGER
LANGUAGE plpgsql
AS $$
BEGIN
    NEW.updated_at := CURRENT_TIMESTAMP;
    RETURN NEW;
END;
$$;

CREATE TRIGGER users_set_updated_at BEFORE UPDATE ON users
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER profiles_set_updated_at BEFORE UPDATE ON profiles
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

COMMENT ON TABLE users IS 'Everybody who can sign in.';
COMMENT ON COLUMN users.email IS 'Unique without regard to case.';
COMMENT ON TABLE profiles IS 'What a user shows to others; at most one each.';
