-- together
ALTER TABLE public.one ADD COLUMN other bigint NOT NULL;
-- alone
CREATE UNIQUE INDEX CONCURRENTLY item_both__new ON public.item (code, id);
-- alone
CREATE UNIQUE INDEX CONCURRENTLY item_id_key ON public.item (id);
-- together
ALTER TABLE public.item ADD CONSTRAINT item_id_key UNIQUE USING INDEX item_id_key;
ALTER TABLE public."bit" DROP CONSTRAINT bit_item_fkey;
ALTER TABLE public.item DROP CONSTRAINT item_id;
ALTER TABLE public."bit"
  ADD CONSTRAINT bit_item_fkey FOREIGN KEY (item) REFERENCES public.item(id) NOT VALID;
ALTER TABLE public.item ADD CONSTRAINT item_both PRIMARY KEY USING INDEX item_both__new;
-- together
ALTER TABLE public."bit" VALIDATE CONSTRAINT bit_item_fkey;
-- alone
CREATE UNIQUE INDEX CONCURRENTLY one_second__new ON public.one (other);
-- together
ALTER TABLE public.one DROP CONSTRAINT one_first;
ALTER TABLE public.one ADD CONSTRAINT one_second PRIMARY KEY USING INDEX one_second__new;
-- alone
CREATE UNIQUE INDEX CONCURRENTLY other_new__new ON public.other (id);
-- together
ALTER TABLE public.other DROP CONSTRAINT other_old;
ALTER TABLE public.other ADD CONSTRAINT other_new PRIMARY KEY USING INDEX other_new__new;
