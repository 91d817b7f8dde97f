CREATE SCHEMA app;
CREATE TABLE app.guests (id integer, name text, age integer);
CREATE VIEW app.young AS SELECT id, name FROM app.guests WHERE age < 18;
CREATE VIEW app.other WITH (security_invoker) AS SELECT young.name FROM app.young;
GRANT SELECT ON app.other TO pg_monitor;
CREATE VIEW app.loses AS SELECT id, age FROM app.guests;
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER put INSTEAD OF INSERT ON app.young FOR EACH ROW EXECUTE FUNCTION app.touch();
COMMENT ON TRIGGER put ON app.young IS 'puts';
