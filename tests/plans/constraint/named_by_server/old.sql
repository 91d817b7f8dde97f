CREATE TABLE rooms (id integer PRIMARY KEY, size integer CHECK (size > 0), UNIQUE (size));
CREATE TABLE guests (room integer REFERENCES rooms, name text);
CREATE INDEX ON guests (name);
CREATE TABLE renamed (a integer CHECK (a > 0), b integer CHECK (b > 0));
ALTER TABLE renamed RENAME CONSTRAINT renamed_a_check TO aside;
ALTER TABLE renamed RENAME CONSTRAINT renamed_b_check TO renamed_a_check;
ALTER TABLE renamed RENAME CONSTRAINT aside TO renamed_b_check;
CREATE DOMAIN percent AS integer CHECK (VALUE > 0) CHECK (VALUE < 100);
