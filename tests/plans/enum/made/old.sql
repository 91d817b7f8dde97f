CREATE SCHEMA "Odd Schema";
CREATE TYPE public.gone AS ENUM ('a');
CREATE TYPE public.grows AS ENUM ('b', 'd');
CREATE TYPE public.empty AS ENUM ();
CREATE TYPE public.unused AS ENUM ('a', 'b');
CREATE FUNCTION public.takes(u public.unused) RETURNS public.unused LANGUAGE sql AS 'SELECT $1';
