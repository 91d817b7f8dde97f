CREATE SCHEMA app;
CREATE TABLE app.guests (id integer, name text, age integer);
CREATE VIEW app.young WITH (security_barrier) AS SELECT id, name FROM app.guests WHERE age < 18;
CREATE VIEW app.first AS SELECT id FROM app.young WHERE id < 10;
CREATE VIEW app.checked AS SELECT id, age FROM app.guests WHERE age < 18;
COMMENT ON VIEW app.young IS 'the young';
