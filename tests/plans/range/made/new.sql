CREATE SCHEMA "Odd Schema";
CREATE FUNCTION public."diff (x)"(integer, integer) RETURNS double precision LANGUAGE sql IMMUTABLE AS 'SELECT ($1 - $2)::float8';
CREATE TYPE "Odd Schema"."Ra nge""" AS RANGE (SUBTYPE = integer, SUBTYPE_DIFF = public."diff (x)", MULTIRANGE_TYPE_NAME = "Odd Schema"."Many (x)");
COMMENT ON TYPE "Odd Schema"."Ra nge""" IS 'odd';
CREATE TYPE public.span AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = float8mi);
CREATE TYPE public.words AS RANGE (SUBTYPE = text, SUBTYPE_OPCLASS = text_pattern_ops, COLLATION = "POSIX", MULTIRANGE_TYPE_NAME = public.many_words);
