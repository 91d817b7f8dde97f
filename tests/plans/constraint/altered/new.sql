CREATE TABLE rooms (id integer, CONSTRAINT rooms_pkey PRIMARY KEY (id) WITH (fillfactor = 90));
CREATE TABLE guests (id integer NOT NULL, name text, room integer,
  CONSTRAINT guests_room FOREIGN KEY (room) REFERENCES rooms ON DELETE CASCADE,
  CONSTRAINT guests_again FOREIGN KEY (room) REFERENCES rooms,
  CONSTRAINT guests_id CHECK (id > 10),
  CONSTRAINT guests_name UNIQUE (name) DEFERRABLE);
ALTER TABLE guests ADD CONSTRAINT guests_later CHECK (room > 0);
ALTER TABLE guests ADD CONSTRAINT guests_referring FOREIGN KEY (id) REFERENCES rooms;
