CREATE SCHEMA "Odd Schema";
CREATE TYPE "Odd Schema"."Pl ace""" AS ("X x" double precision, "y ""y""" text COLLATE "C");
CREATE TYPE public.none AS ();
COMMENT ON TYPE "Odd Schema"."Pl ace""" IS 'odd';
CREATE TYPE public.place AS (x real, y text COLLATE "C", "New one" integer);
CREATE TYPE public.reordered AS (b text, a integer);
CREATE FUNCTION public.takes(p public.place, r public.reordered) RETURNS integer LANGUAGE sql AS 'SELECT 1';
