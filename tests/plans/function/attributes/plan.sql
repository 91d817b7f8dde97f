-- together
ALTER FUNCTION public.answer() STABLE;
COMMENT ON FUNCTION public.answer() IS 'to everything';
ALTER FUNCTION public."both"(a integer)
  IMMUTABLE
  STRICT
  LEAKPROOF
  PARALLEL SAFE
  COST 7
  SET "my.var" TO 'a ''b''';
ALTER FUNCTION public.definer()
  RESET work_mem
  SET search_path TO 'pg_catalog', 'Public', 'pg_temp';
ALTER FUNCTION public.many(OUT n integer, OUT t text) ROWS 7;
COMMENT ON FUNCTION public.many(OUT n integer, OUT t text) IS 'two';
CREATE OR REPLACE FUNCTION public.plain(a integer, b text DEFAULT 'y'::text)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$BEGIN RETURN 1; END$function$;
CREATE OR REPLACE FUNCTION public.standard(a integer)
 RETURNS integer
 LANGUAGE sql
BEGIN ATOMIC
 SELECT (a + 2);
END;
CREATE OR REPLACE FUNCTION public.supported(integer)
 RETURNS SETOF integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
