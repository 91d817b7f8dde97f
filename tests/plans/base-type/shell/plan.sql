-- together
CREATE TYPE public.shell;
COMMENT ON TYPE public.shell IS 'soon';
DROP TYPE public."Pro mised";
