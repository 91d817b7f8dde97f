-- together
DROP VIEW app.short;
DROP MATERIALIZED VIEW app.names;
ALTER MATERIALIZED VIEW app.ages SET (fillfactor=80);
ALTER MATERIALIZED VIEW app.ages RESET (autovacuum_enabled);
CREATE MATERIALIZED VIEW app.names AS
 SELECT guests.name
   FROM app.guests
  WHERE (guests.age > 18)
WITH DATA;
CREATE UNIQUE INDEX names_key ON app.names USING btree (name);
CREATE VIEW app.short AS
 SELECT names.name
   FROM app.names
  WHERE (length(names.name) < 5);
ALTER VIEW app.short OWNER TO postgres;
ALTER MATERIALIZED VIEW app.names OWNER TO postgres;
GRANT SELECT ON TABLE app.names TO pg_monitor;
COMMENT ON MATERIALIZED VIEW app.names IS 'all names';
COMMENT ON COLUMN app.names.name IS 'a name';
DROP MATERIALIZED VIEW app.gone;
