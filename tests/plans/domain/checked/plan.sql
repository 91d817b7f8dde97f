-- together
ALTER DOMAIN public.percent DROP CONSTRAINT sane;
CREATE FUNCTION public.is_short(t text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT length($1) < 10$function$;
CREATE DOMAIN public.new_one AS text
  CONSTRAINT "Is short" CHECK (public.is_short(VALUE))
  CONSTRAINT set CHECK ((VALUE <> ''::text));
COMMENT ON CONSTRAINT "Is short" ON DOMAIN public.new_one IS 'short';
ALTER DOMAIN public.percent ADD CONSTRAINT sane CHECK ((VALUE > (0)::numeric));
ALTER DOMAIN public.percent DROP CONSTRAINT small;
DROP DOMAIN public.old_one;
