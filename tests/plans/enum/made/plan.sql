-- together
ALTER TYPE public.empty ADD VALUE 'first';
ALTER TYPE public.empty ADD VALUE 'second';
ALTER TYPE public.grows ADD VALUE 'x' BEFORE 'b';
ALTER TYPE public.grows ADD VALUE 'it''s' AFTER 'x';
ALTER TYPE public.grows ADD VALUE 'c' AFTER 'b';
ALTER TYPE public.grows ADD VALUE E'e\\';
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
ALTER TYPE public.unused OWNER TO postgres;
CREATE FUNCTION public.takes(u public.unused)
 RETURNS public.unused
 LANGUAGE sql
AS $function$SELECT $1$function$;
ALTER FUNCTION public.takes(u public.unused) OWNER TO postgres;
DROP TYPE public.gone;
