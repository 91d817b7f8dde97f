-- together
ALTER TYPE public.empty ADD VALUE 'first';
-- together
ALTER TYPE public.empty ADD VALUE 'second';
-- together
ALTER TYPE public.grows ADD VALUE 'x' BEFORE 'b';
-- together
ALTER TYPE public.grows ADD VALUE 'it''s' AFTER 'x';
-- together
ALTER TYPE public.grows ADD VALUE 'c' AFTER 'b';
-- together
ALTER TYPE public.grows ADD VALUE E'e\\';
-- together
ALTER TYPE public.grows ADD VALUE 'f';
-- together
DROP FUNCTION public.takes(u public.unused);
DROP TYPE public.unused;
CREATE TYPE "Odd Schema"."Mo od""" AS ENUM (
  'it''s',
  E'a\\b',
  'x, "y"'
);
COMMENT ON TYPE "Odd Schema"."Mo od""" IS 'odd';
CREATE TYPE public.unused AS ENUM (
  'b',
  'a'
);
CREATE FUNCTION public.takes(u public.unused)
 RETURNS public.unused
 LANGUAGE sql
AS $function$SELECT $1$function$;
DROP TYPE public.gone;
