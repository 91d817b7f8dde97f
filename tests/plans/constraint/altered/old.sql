CREATE TABLE rooms (id integer, CONSTRAINT rooms_pkey PRIMARY KEY (id) WITH (fillfactor = 80));
CREATE TABLE guests (id integer NOT NULL, name text, room integer,
  CONSTRAINT guests_room FOREIGN KEY (room) REFERENCES rooms,
  CONSTRAINT guests_again FOREIGN KEY (room) REFERENCES rooms DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT guests_id CHECK (id > 0),
  CONSTRAINT guests_name UNIQUE (name));
ALTER TABLE guests ADD CONSTRAINT guests_later CHECK (room > 0) NOT VALID;
ALTER TABLE guests ADD CONSTRAINT guests_referring FOREIGN KEY (id) REFERENCES rooms NOT VALID;
