CREATE SCHEMA app;
CREATE TABLE app.guests (id integer, name text, age integer);
CREATE VIEW app.young WITH (security_barrier, security_invoker) AS SELECT id, name, age FROM app.guests WHERE age < 19;
CREATE VIEW app.first AS SELECT id FROM app.young WHERE id < 11;
CREATE VIEW app.checked WITH (check_option = local) AS SELECT id, age FROM app.guests WHERE age < 18;
COMMENT ON VIEW app.young IS 'younger than nineteen';
