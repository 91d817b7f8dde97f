CREATE FUNCTION public.f(b integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE DOMAIN public.d AS integer DEFAULT public.f(1) CONSTRAINT d_f CHECK (public.f(VALUE) > 0);
CREATE TABLE public.t (
  id integer DEFAULT public.f(2),
  n integer NOT NULL,
  g integer GENERATED ALWAYS AS (public.f(n)) STORED,
  d public.d
);
CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touched BEFORE UPDATE ON public.t FOR EACH ROW WHEN (public.f(NEW.n) > 1) EXECUTE FUNCTION public.touch();
CREATE POLICY p ON public.t USING (public.f(n) > 2);
CREATE VIEW public.v AS SELECT public.f(n + 1) AS f FROM public.t;
CREATE MATERIALIZED VIEW public.mv AS SELECT public.f(n + 1) AS f FROM public.t;
CREATE INDEX mv_f ON public.mv (f);
CREATE STATISTICS public.s ON (public.f(n)), (public.f(n + 1)) FROM public.t;
