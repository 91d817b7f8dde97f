CREATE SCHEMA app;
CREATE TABLE app.guests (id integer, name text, age integer);
CREATE MATERIALIZED VIEW app.ages WITH (fillfactor = 80) AS SELECT age, count(*) AS guests FROM app.guests GROUP BY age;
CREATE MATERIALIZED VIEW app.names AS SELECT name FROM app.guests WHERE age > 18;
CREATE UNIQUE INDEX names_key ON app.names (name);
COMMENT ON MATERIALIZED VIEW app.names IS 'all names';
COMMENT ON COLUMN app.names.name IS 'a name';
GRANT SELECT ON app.names TO pg_monitor;
CREATE VIEW app.short AS SELECT name FROM app.names WHERE length(name) < 5;
