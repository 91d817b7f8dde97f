-- together
DROP FUNCTION public.takes(p public.place, r public.reordered);
DROP TYPE public.reordered;
CREATE TYPE "Odd Schema"."Pl ace""" AS (
  "X x" double precision,
  "y ""y""" text COLLATE "C"
);
COMMENT ON TYPE "Odd Schema"."Pl ace""" IS 'odd';
CREATE TYPE public."none" AS ();
ALTER TYPE public.place
  DROP ATTRIBUTE z,
  ALTER ATTRIBUTE x TYPE real,
  ALTER ATTRIBUTE y TYPE text COLLATE "C",
  ADD ATTRIBUTE "New one" integer;
CREATE TYPE public.reordered AS (
  b text,
  a integer
);
CREATE FUNCTION public.takes(p public.place, r public.reordered)
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
DROP TYPE public.gone;
