CREATE FUNCTION public.answer() RETURNS integer LANGUAGE sql STABLE AS 'SELECT 42';
COMMENT ON FUNCTION public.answer() IS 'to everything';
CREATE FUNCTION public.plain(a integer, b text DEFAULT 'y') RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
CREATE FUNCTION public.many(OUT n integer, OUT t text) RETURNS SETOF record LANGUAGE sql ROWS 7 AS 'SELECT 1, NULL::text';
COMMENT ON FUNCTION public.many(OUT n integer, OUT t text) IS 'two';
CREATE FUNCTION public.both(a integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 7 SET "my.var" = 'a ''b''' AS 'SELECT 1';
CREATE FUNCTION public.definer() RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, "Public", pg_temp AS 'SELECT 1';
CREATE FUNCTION public.supported(integer) RETURNS SETOF integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.standard(a integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT a + 2; END;
