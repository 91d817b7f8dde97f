CREATE TYPE public.shell;
COMMENT ON TYPE public.shell IS 'soon';
