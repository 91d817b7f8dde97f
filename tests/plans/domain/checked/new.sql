CREATE FUNCTION public.is_short(t text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT length($1) < 10';
CREATE DOMAIN public.percent AS numeric(5,2) CONSTRAINT sane CHECK (VALUE > 0);
CREATE DOMAIN public.new_one AS text CONSTRAINT "Is short" CHECK (public.is_short(VALUE)) CONSTRAINT set CHECK (VALUE <> '');
COMMENT ON CONSTRAINT "Is short" ON DOMAIN public.new_one IS 'short';
