CREATE SCHEMA app;
COMMENT ON SCHEMA app IS E'it''s \\ a
comment';
CREATE TABLE app."T t" (a integer, "B" text);
CREATE VIEW app.v AS SELECT a FROM app."T t";
CREATE FUNCTION app.f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
COMMENT ON FUNCTION app.f(integer) IS 'f';
COMMENT ON COLUMN app."T t"."B" IS 'B';
COMMENT ON COLUMN app.v.a IS 'A';
COMMENT ON VIEW app.v IS 'v';
