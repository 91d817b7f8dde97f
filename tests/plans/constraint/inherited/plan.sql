-- together
ALTER TABLE public.parent DROP CONSTRAINT changed;
ALTER TABLE public.parent ADD CONSTRAINT alone CHECK ((a > 3)) NO INHERIT NOT VALID;
ALTER TABLE public.parent ADD CONSTRAINT changed CHECK ((a > 2)) NOT VALID;
ALTER TABLE public.parent ADD CONSTRAINT own CHECK ((b > 0)) NOT VALID;
ALTER TABLE public.parent DROP CONSTRAINT gone;
-- together
ALTER TABLE public.parent VALIDATE CONSTRAINT alone;
-- together
ALTER TABLE public.parent VALIDATE CONSTRAINT changed;
-- together
ALTER TABLE public.parent VALIDATE CONSTRAINT own;
