-- together
ALTER TYPE public.span RENAME TO span__old;
ALTER FUNCTION public.span(double precision, double precision) RENAME TO span__old;
ALTER FUNCTION public.span(double precision, double precision, text) RENAME TO span__old;
ALTER TYPE public.span_multirange RENAME TO span_multirange__old;
ALTER FUNCTION public.span_multirange() RENAME TO span_multirange__old;
ALTER FUNCTION public.span_multirange(public.span__old) RENAME TO span_multirange__old;
ALTER FUNCTION public.span_multirange(VARIADIC public.span__old[]) RENAME TO span_multirange__old;
CREATE TYPE public.span AS RANGE (
  SUBTYPE = double precision,
  SUBTYPE_OPCLASS = float8_ops,
  SUBTYPE_DIFF = float8mi,
  MULTIRANGE_TYPE_NAME = public.span_multirange
);
ALTER TYPE public.span OWNER TO postgres;
ALTER TABLE public.t ALTER COLUMN s TYPE public.span USING s::text::public.span;
ALTER TABLE public.t ALTER COLUMN ss TYPE public.span[] USING ss::text[]::public.span[];
DROP TYPE public.span__old;
