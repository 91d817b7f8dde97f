CREATE TABLE rooms (house integer NOT NULL, id integer NOT NULL, CONSTRAINT rooms_pkey PRIMARY KEY (house, id), CONSTRAINT rooms_id UNIQUE (id));
CREATE TABLE guests (house integer, room integer,
  CONSTRAINT guests_room FOREIGN KEY (house, room) REFERENCES rooms);
COMMENT ON INDEX rooms_pkey IS 'by number';
