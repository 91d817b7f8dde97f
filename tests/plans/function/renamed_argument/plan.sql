-- together
DROP POLICY p ON public.t;
DROP TRIGGER touched ON public.t;
DROP VIEW public.v;
DROP MATERIALIZED VIEW public.mv;
DROP STATISTICS public.s;
ALTER TABLE public.t DROP COLUMN g;
ALTER TABLE public.t ALTER COLUMN id DROP DEFAULT;
ALTER DOMAIN public.d DROP DEFAULT;
ALTER DOMAIN public.d DROP CONSTRAINT d_f;
DROP FUNCTION public.f(a integer);
CREATE FUNCTION public.f(b integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1$function$;
ALTER DOMAIN public.d SET DEFAULT public.f(1);
ALTER TABLE public.t ADD COLUMN g integer GENERATED ALWAYS AS (public.f(n)) STORED;
ALTER TABLE public.t ALTER COLUMN id SET DEFAULT public.f(2);
ALTER DOMAIN public.d ADD CONSTRAINT d_f CHECK ((public.f(VALUE) > 0)) NOT VALID;
CREATE STATISTICS public.s ON public.f(n), public.f(n + 1) FROM public.t;
ALTER STATISTICS public.s OWNER TO postgres;
CREATE VIEW public.v AS
 SELECT public.f((t.n + 1)) AS f
   FROM public.t;
ALTER VIEW public.v OWNER TO postgres;
CREATE MATERIALIZED VIEW public.mv AS
 SELECT public.f((t.n + 1)) AS f
   FROM public.t
WITH DATA;
CREATE INDEX mv_f ON public.mv USING btree (f);
ALTER MATERIALIZED VIEW public.mv OWNER TO postgres;
CREATE TRIGGER touched BEFORE UPDATE ON public.t
  FOR EACH ROW WHEN ((public.f(new.n) > 1))
  EXECUTE FUNCTION public.touch();
CREATE POLICY p ON public.t
  USING (public.f(n) > 2);
-- together
ALTER DOMAIN public.d VALIDATE CONSTRAINT d_f;
