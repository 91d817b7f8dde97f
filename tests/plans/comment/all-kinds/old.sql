CREATE SCHEMA app;
CREATE TABLE app."T t" (a integer, "B" text);
CREATE VIEW app.v AS SELECT a FROM app."T t";
CREATE FUNCTION app.f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
COMMENT ON TABLE app."T t" IS 'gone';
COMMENT ON COLUMN app.v.a IS 'a';
