CREATE SCHEMA app;
CREATE TABLE app.guests (id integer, invited_by integer);
