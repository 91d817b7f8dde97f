-- together
CREATE OR REPLACE FUNCTION app.f()
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
REVOKE EXECUTE ON FUNCTION app.f() FROM PUBLIC;
CREATE OR REPLACE FUNCTION app.g()
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
GRANT EXECUTE ON FUNCTION app.g() TO PUBLIC;
CREATE TABLE app.closed (
  a integer
);
REVOKE ALL ON TABLE app.closed FROM "plan App";
REVOKE INSERT, SELECT ON TABLE app.closed FROM plan_writer;
CREATE TABLE app.given (
  a integer,
  b integer
);
REVOKE DELETE, INSERT, REFERENCES, TRIGGER, TRUNCATE, UPDATE ON TABLE app.given FROM "plan App";
GRANT SELECT ON TABLE app.given TO "plan App";
GRANT INSERT, SELECT ON TABLE app.given TO plan_writer;
CREATE TABLE app.usual (
  a integer
);
REVOKE ALL ON TABLE app.usual FROM "plan App";
GRANT INSERT, SELECT ON TABLE app.usual TO plan_writer;
GRANT UPDATE (b) ON TABLE app.given TO "plan App";
CREATE VIEW app.v AS
 SELECT given.a
   FROM app.given;
REVOKE ALL ON TABLE app.v FROM "plan App";
GRANT SELECT ON TABLE app.v TO PUBLIC;
GRANT INSERT, SELECT ON TABLE app.v TO plan_writer;
