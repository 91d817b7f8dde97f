CREATE SCHEMA app;
CREATE TABLE app.guests (id integer, invited_by integer);
CREATE RECURSIVE VIEW app.invited (id, depth) AS
  SELECT id, 0 FROM app.guests WHERE invited_by IS NULL
  UNION ALL SELECT g.id, i.depth + 1 FROM app.guests g JOIN invited i ON g.invited_by = i.id;
CREATE VIEW app.deep AS SELECT id FROM app.invited WHERE depth > 3;
CREATE VIEW app.nothing AS SELECT;
