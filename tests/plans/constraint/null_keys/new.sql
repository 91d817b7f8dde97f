CREATE TABLE made (id integer, name text, CONSTRAINT made_pkey PRIMARY KEY (id));
CREATE TABLE dropped (id integer, name text);
CREATE TABLE moved (id integer, name text, other integer NOT NULL, CONSTRAINT moved_pkey PRIMARY KEY (name, other));
CREATE TABLE widened (id bigint, CONSTRAINT widened_pkey PRIMARY KEY (id));
CREATE TABLE referring (id bigint, CONSTRAINT referring_id FOREIGN KEY (id) REFERENCES widened);
