-- together
DROP MATERIALIZED VIEW app.kept;
DROP VIEW app."Q uote""d";
DROP VIEW app.first;
DROP VIEW app.young;
CREATE VIEW app.young AS
 SELECT guests.name,
    guests.id
   FROM app.guests
  WHERE (guests.age < 18);
CREATE VIEW app.first AS
 SELECT young.id
   FROM app.young
  WHERE (young.id < 10);
ALTER VIEW app.first ALTER COLUMN id SET DEFAULT 1;
CREATE VIEW app."Q uote""d" AS
 SELECT first.id AS "the Id"
   FROM app.first;
ALTER VIEW app."Q uote""d" OWNER TO postgres;
ALTER VIEW app.first OWNER TO postgres;
GRANT SELECT ON TABLE app.first TO pg_monitor;
COMMENT ON VIEW app.first IS 'first';
GRANT SELECT (id) ON TABLE app.first TO pg_read_all_stats;
COMMENT ON COLUMN app.first.id IS 'its id';
ALTER VIEW app.young OWNER TO postgres;
CREATE MATERIALIZED VIEW app.kept AS
 SELECT "Q uote""d"."the Id"
   FROM app."Q uote""d"
WITH DATA;
CREATE UNIQUE INDEX kept_id ON app.kept USING btree ("the Id");
ALTER MATERIALIZED VIEW app.kept OWNER TO postgres;
CREATE RULE put AS
    ON INSERT TO app.first DO INSTEAD  INSERT INTO app.guests (id)
  VALUES (new.id);
