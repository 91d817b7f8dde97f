CREATE SCHEMA "Odd Schema";
CREATE TYPE public.gone AS RANGE (SUBTYPE = numeric);
CREATE TYPE public.span AS RANGE (SUBTYPE = double precision);
CREATE TYPE public.words AS RANGE (SUBTYPE = text, COLLATION = "C");
