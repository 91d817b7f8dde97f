-- What came with PostgreSQL 18.
CREATE SCHEMA since_18;
SET search_path = since_18;

CREATE TABLE computed (a integer, b integer GENERATED ALWAYS AS (a * 2) VIRTUAL, c integer GENERATED ALWAYS AS (a * 3) STORED, s varchar, d boolean GENERATED ALWAYS AS (s IN ('x', 'y')),
  id uuid DEFAULT uuidv7());
CREATE TABLE lax (id integer PRIMARY KEY, a integer, CONSTRAINT not_enforced CHECK (a > 0) NOT ENFORCED,
  CONSTRAINT loose FOREIGN KEY (a) REFERENCES lax NOT ENFORCED);
CREATE TABLE required (a integer CONSTRAINT must NOT NULL, b integer NOT NULL, c integer, d integer, e integer CONSTRAINT required_e_not_null NOT NULL);
ALTER TABLE required ADD CONSTRAINT promised NOT NULL c NOT VALID, ADD CONSTRAINT mine NOT NULL d NO INHERIT;
COMMENT ON CONSTRAINT must ON required IS 'named';
CREATE TABLE heir (own integer) INHERITS (required);
CREATE TABLE heir_named (a integer CONSTRAINT of_heir NOT NULL) INHERITS (required);
CREATE TABLE periods (room int4range, during daterange, CONSTRAINT periods_key PRIMARY KEY (room, during WITHOUT OVERLAPS));
CREATE TABLE uses (room int4range, during daterange, other int4range, tag int4range,
  CONSTRAINT in_period FOREIGN KEY (room, PERIOD during) REFERENCES periods (room, PERIOD during),
  CONSTRAINT uses_unique UNIQUE (tag, other WITHOUT OVERLAPS));
CREATE TABLE parts (a integer CONSTRAINT parts_must NOT NULL, b integer, CONSTRAINT parts_fk FOREIGN KEY (b) REFERENCES lax NOT VALID) PARTITION BY LIST (a);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1);
CREATE TABLE parts_2 (a integer NOT NULL, b integer);
ALTER TABLE parts ATTACH PARTITION parts_2 DEFAULT;
CREATE FUNCTION olds() RETURNS SETOF integer LANGUAGE sql BEGIN ATOMIC
  UPDATE lax SET a = a + 1 WHERE a IN (1, 2) RETURNING WITH (OLD AS before) before.a + new.a;
END;
CREATE VIEW folded AS SELECT casefold(s) AS f, array_sort(ARRAY[3, 1]) AS sorted, b, d FROM computed;
CREATE PUBLICATION generated FOR TABLE computed WITH (publish_generated_columns = stored);
ALTER DEFAULT PRIVILEGES FOR ROLE app GRANT SELECT ON LARGE OBJECTS TO reader;
CREATE FOREIGN TABLE like_it (LIKE required INCLUDING CONSTRAINTS) SERVER far;
CREATE TABLE hollow (p integer) PARTITION BY RANGE (p);
CREATE INDEX hollow_skip ON hollow (p) WITH (fillfactor = 50);
CREATE DOMAIN two_names AS integer CONSTRAINT never NOT NULL CONSTRAINT small CHECK (VALUE < 9);
RESET search_path;
