-- alone
CREATE UNIQUE INDEX CONCURRENTLY was_check__new ON public.t (c);
-- together
ALTER TABLE public.t DROP CONSTRAINT was_check;
ALTER TABLE public.t ADD CONSTRAINT was_check UNIQUE USING INDEX was_check__new;
ALTER TABLE public.r DROP CONSTRAINT r_a;
ALTER TABLE public.r DROP CONSTRAINT r_b;
DROP INDEX public.became_constraint;
ALTER TABLE public.t DROP CONSTRAINT became_index;
-- alone
CREATE UNIQUE INDEX CONCURRENTLY became_constraint ON public.t (a);
-- together
ALTER TABLE public.t ADD CONSTRAINT became_constraint UNIQUE USING INDEX became_constraint;
ALTER TABLE public.r ADD CONSTRAINT r_a FOREIGN KEY (a) REFERENCES public.t(a) NOT VALID;
-- together
ALTER TABLE public.r VALIDATE CONSTRAINT r_a;
-- alone
CREATE UNIQUE INDEX CONCURRENTLY became_index ON public.t USING btree (b);
-- together
ALTER TABLE public.r ADD CONSTRAINT r_b FOREIGN KEY (a) REFERENCES public.t(b) NOT VALID;
-- together
ALTER TABLE public.r VALIDATE CONSTRAINT r_b;
