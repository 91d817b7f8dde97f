CREATE TABLE made (id integer, name text);
CREATE TABLE dropped (id integer, name text, CONSTRAINT dropped_pkey PRIMARY KEY (id));
CREATE TABLE moved (id integer, name text, CONSTRAINT moved_pkey PRIMARY KEY (id));
CREATE TABLE widened (id integer, CONSTRAINT widened_pkey PRIMARY KEY (id));
CREATE TABLE referring (id integer, CONSTRAINT referring_id FOREIGN KEY (id) REFERENCES widened);
