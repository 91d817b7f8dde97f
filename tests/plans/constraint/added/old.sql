CREATE TABLE guests (id integer NOT NULL, name text, age integer, room integer, stay daterange);
CREATE TABLE rooms (id integer PRIMARY KEY, parent integer);
