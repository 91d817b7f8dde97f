-- together
DROP PROCEDURE public.loses(IN a integer, IN b text);
CREATE PROCEDURE public.loses(IN a integer, IN b text)
 LANGUAGE sql
AS $procedure$SELECT 1$procedure$;
ALTER PROCEDURE public.outs(IN a integer, OUT b integer) SECURITY DEFINER;
COMMENT ON PROCEDURE public.outs(IN a integer, OUT b integer) IS 'one out';
CREATE OR REPLACE PROCEDURE public.plain(IN a integer, IN b text DEFAULT 'y'::text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $procedure$BEGIN END$procedure$;
CREATE OR REPLACE PROCEDURE public.standard(IN a integer)
 LANGUAGE sql
BEGIN ATOMIC
 SELECT (a + 2);
END;
DROP FUNCTION public.becomes(a integer);
CREATE PROCEDURE public.becomes(IN a integer)
 LANGUAGE sql
AS $procedure$SELECT 1$procedure$;
DROP PROCEDURE public."P (x)"(INOUT "A a" integer, VARIADIC v text[]);
DROP PROCEDURE public.outs(IN a integer, IN b integer);
