CREATE SCHEMA "Odd Schema";
CREATE TYPE "Odd Schema"."Mo od""" AS ENUM ('it''s', 'a\b', 'x, "y"');
COMMENT ON TYPE "Odd Schema"."Mo od""" IS 'odd';
CREATE TYPE public.grows AS ENUM ('x', 'it''s', 'b', 'c', 'd', 'e\', 'f');
CREATE TYPE public.empty AS ENUM ('first', 'second');
CREATE TYPE public.unused AS ENUM ('b', 'a');
CREATE FUNCTION public.takes(u public.unused) RETURNS public.unused LANGUAGE sql AS 'SELECT $1';
