CREATE SCHEMA "Odd Schema";
CREATE TYPE public.gone AS (a integer);
CREATE TYPE public.place AS (x double precision, y text, z integer);
CREATE TYPE public.reordered AS (a integer, b text);
CREATE FUNCTION public.takes(p public.place, r public.reordered) RETURNS integer LANGUAGE sql AS 'SELECT 1';
