CREATE SCHEMA "Odd Schema";
CREATE TABLE public.t (id integer);
CREATE FUNCTION public.a_reads() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM public.z_called() z, public.t';
CREATE FUNCTION public.z_called() RETURNS SETOF integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.y_needed(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION public.b_parsed() RETURNS integer LANGUAGE sql RETURN (SELECT count(*)::integer FROM public.y_needed(1));
CREATE FUNCTION public.same_name(b integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.overload(a integer, b integer DEFAULT 0) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.window_like() RETURNS bigint LANGUAGE internal WINDOW AS 'window_row_number';
CREATE FUNCTION "Odd Schema"."f(x)(""q""" ("in" integer, "B c" double precision, VARIADIC timestamp with time zone[]) RETURNS text LANGUAGE sql AS 'SELECT ''AS $function$''';
COMMENT ON FUNCTION "Odd Schema"."f(x)(""q""" ("in" integer, "B c" double precision, VARIADIC timestamp with time zone[]) IS 'odd';
CREATE FUNCTION public.tabular(a text DEFAULT E'\n SET x TO 1\nAS', b integer[] DEFAULT '{}') RETURNS TABLE(n integer, "T t" text) LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  -- $function$
  RETURN QUERY SELECT 1, 'x';
END $$;
