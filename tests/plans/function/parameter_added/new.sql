CREATE FUNCTION public.f(a integer, b integer DEFAULT 0) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE TABLE public.t (id integer DEFAULT public.f(1), n integer);
CREATE POLICY p ON public.t USING (public.f(n) > 1);
CREATE VIEW public.v AS SELECT public.f(n) AS f FROM public.t;
CREATE FUNCTION public.g(a text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE VIEW public.w AS SELECT public.g(n::text) AS g FROM public.t;
