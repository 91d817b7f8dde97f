-- together
DROP VIEW public.prices;
DROP FUNCTION public.optional(a integer, b integer);
DROP FUNCTION public.price(cents integer);
DROP FUNCTION public."some"(a anyelement);
CREATE FUNCTION public.optional(a integer, b integer)
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
ALTER FUNCTION public.optional(a integer, b integer) OWNER TO postgres;
CREATE FUNCTION public.price(cents integer)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT cents / 100$function$;
ALTER FUNCTION public.price(cents integer) OWNER TO postgres;
CREATE FUNCTION public."some"(a anyelement DEFAULT 'x'::text)
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
ALTER FUNCTION public."some"(a anyelement) OWNER TO postgres;
CREATE OR REPLACE FUNCTION public.touch()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$BEGIN RETURN NULL; END$function$;
CREATE VIEW public.prices AS
 SELECT orders.id,
    (public.price(orders.cents))::text AS price
   FROM public.orders;
ALTER VIEW public.prices OWNER TO postgres;
GRANT SELECT ON TABLE public.prices TO pg_monitor;
