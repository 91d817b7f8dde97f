CREATE TABLE rooms (id integer, size integer, CONSTRAINT rooms_size_check1 CHECK (size > 0), CONSTRAINT rooms_size_key1 UNIQUE (size), CONSTRAINT rooms_pkey1 PRIMARY KEY (id));
CREATE TABLE guests (room integer, CONSTRAINT guests_room_fkey1 FOREIGN KEY (room) REFERENCES rooms, name text);
CREATE INDEX guests_name_idx1 ON guests (name);
CREATE TABLE renamed (a integer CHECK (a > 0), b integer CHECK (b > 0));
CREATE DOMAIN percent AS integer CHECK (VALUE < 100) CHECK (VALUE > 0);
