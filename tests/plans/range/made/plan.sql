-- together
DROP TYPE public.span;
DROP TYPE public.words;
CREATE TYPE public.span AS RANGE (
  SUBTYPE = double precision,
  SUBTYPE_OPCLASS = float8_ops,
  SUBTYPE_DIFF = float8mi,
  MULTIRANGE_TYPE_NAME = public.span_multirange
);
CREATE TYPE public.words AS RANGE (
  SUBTYPE = text,
  SUBTYPE_OPCLASS = text_pattern_ops,
  COLLATION = "POSIX",
  MULTIRANGE_TYPE_NAME = public.many_words
);
CREATE FUNCTION public."diff (x)"(integer, integer)
 RETURNS double precision
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT ($1 - $2)::float8$function$;
CREATE TYPE "Odd Schema"."Ra nge""" AS RANGE (
  SUBTYPE = integer,
  SUBTYPE_OPCLASS = int4_ops,
  SUBTYPE_DIFF = public."diff (x)",
  MULTIRANGE_TYPE_NAME = "Odd Schema"."Many (x)"
);
COMMENT ON TYPE "Odd Schema"."Ra nge""" IS 'odd';
DROP TYPE public.gone;
