-- together
DROP FUNCTION public.window_like();
CREATE FUNCTION "Odd Schema"."f(x)(""q"""("in" integer, "B c" double precision, VARIADIC timestamp with time zone[])
 RETURNS text
 LANGUAGE sql
AS $functionx$SELECT 'AS $function$'$functionx$;
COMMENT ON FUNCTION "Odd Schema"."f(x)(""q"""("in" integer, "B c" double precision, VARIADIC timestamp with time zone[]) IS 'odd';
CREATE FUNCTION public.tabular(a text DEFAULT '
 SET x TO 1
AS'::text, b integer[] DEFAULT '{}'::integer[])
 RETURNS TABLE(n integer, "T t" text)
 LANGUAGE plpgsql
 SET search_path TO ''
AS $functionx$
BEGIN
  -- $function$
  RETURN QUERY SELECT 1, 'x';
END $functionx$;
CREATE FUNCTION public.window_like()
 RETURNS bigint
 LANGUAGE internal
 WINDOW
AS $function$window_row_number$function$;
ALTER FUNCTION public.window_like() OWNER TO postgres;
CREATE FUNCTION public.y_needed(integer)
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT $1$function$;
CREATE FUNCTION public.b_parsed()
 RETURNS integer
 LANGUAGE sql
RETURN (SELECT (count(*))::integer AS count FROM public.y_needed(1) y_needed(y_needed));
CREATE FUNCTION public.z_called()
 RETURNS SETOF integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
CREATE TABLE public.t (
  id integer
);
CREATE FUNCTION public.a_reads()
 RETURNS bigint
 LANGUAGE sql
AS $function$SELECT count(*) FROM public.z_called() z, public.t$function$;
DROP FUNCTION public.gone(a integer);
DROP FUNCTION public.overload(a integer);
CREATE FUNCTION public.overload(a integer, b integer DEFAULT 0)
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
DROP FUNCTION public.same_name(a integer);
CREATE FUNCTION public.same_name(b integer)
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
