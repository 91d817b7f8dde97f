CREATE TABLE rooms (id integer PRIMARY KEY, parent integer);
CREATE TABLE guests (id integer NOT NULL, name text, age integer, room integer, stay daterange,
  CONSTRAINT guests_pkey PRIMARY KEY (id) WITH (fillfactor = 80),
  CONSTRAINT guests_name UNIQUE NULLS NOT DISTINCT (name) INCLUDE (age) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT guests_age CHECK (age > 18),
  CONSTRAINT guests_local CHECK (age < 200) NO INHERIT,
  CONSTRAINT guests_room FOREIGN KEY (room) REFERENCES rooms ON DELETE SET NULL DEFERRABLE,
  CONSTRAINT guests_stay EXCLUDE USING gist (stay WITH &&) WITH (fillfactor = 70) WHERE (room > 0));
ALTER TABLE guests ADD CONSTRAINT guests_later CHECK (room > 0) NOT VALID;
ALTER TABLE rooms ADD CONSTRAINT rooms_parent FOREIGN KEY (parent) REFERENCES rooms;
ALTER TABLE rooms ADD CONSTRAINT rooms_later FOREIGN KEY (id) REFERENCES rooms NOT VALID;
COMMENT ON CONSTRAINT guests_room ON guests IS 'where they sleep';
COMMENT ON INDEX guests_pkey IS 'by number';
