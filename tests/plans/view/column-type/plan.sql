-- together
DROP VIEW app.loses;
DROP VIEW app.other;
DROP VIEW app.young;
ALTER TABLE app.guests ALTER COLUMN id TYPE bigint;
CREATE VIEW app.loses AS
 SELECT guests.id
   FROM app.guests;
ALTER VIEW app.loses OWNER TO postgres;
CREATE VIEW app.young AS
 SELECT guests.id,
    guests.name
   FROM app.guests
  WHERE (guests.name > 'a'::text);
CREATE VIEW app.other WITH (security_invoker = true) AS
 SELECT young.name
   FROM app.young;
ALTER VIEW app.other OWNER TO postgres;
GRANT SELECT ON TABLE app.other TO pg_monitor;
ALTER VIEW app.young OWNER TO postgres;
CREATE TRIGGER put INSTEAD OF INSERT ON app.young
  FOR EACH ROW
  EXECUTE FUNCTION app.touch();
COMMENT ON TRIGGER put ON app.young IS 'puts';
ALTER TABLE app.guests DROP COLUMN age;
