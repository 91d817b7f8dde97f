CREATE FUNCTION public.answer() RETURNS integer LANGUAGE sql AS 'SELECT 42';
CREATE FUNCTION public.plain(a integer, b text DEFAULT 'x') RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.many(OUT n integer, OUT t text) RETURNS SETOF record LANGUAGE sql AS 'SELECT 1, NULL::text';
CREATE FUNCTION public.both(a integer) RETURNS integer LANGUAGE sql STABLE AS 'SELECT 1';
CREATE FUNCTION public.definer() RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = public SET work_mem = '1MB' AS 'SELECT 1';
CREATE FUNCTION public.supported(integer) RETURNS SETOF integer LANGUAGE sql SUPPORT generate_series_int4_support AS 'SELECT 1';
CREATE FUNCTION public.standard(a integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT a + 1; END;
