-- together
DROP POLICY p ON public.t;
DROP VIEW public.v;
ALTER TABLE public.t ALTER COLUMN id DROP DEFAULT;
DROP FUNCTION public.f(a integer);
CREATE FUNCTION public.f(a integer, b integer DEFAULT 0)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1$function$;
ALTER TABLE public.t ALTER COLUMN id SET DEFAULT public.f(1);
CREATE VIEW public.v AS
 SELECT public.f(t.n) AS f
   FROM public.t;
ALTER VIEW public.v OWNER TO postgres;
CREATE POLICY p ON public.t
  USING (public.f(n) > 1);
CREATE FUNCTION public.g(a text)
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
CREATE OR REPLACE VIEW public.w AS
 SELECT public.g((t.n)::text) AS g
   FROM public.t;
DROP FUNCTION public.g(a integer);
