-- alone
CREATE UNIQUE INDEX CONCURRENTLY item_key ON public.item (id);
-- together
ALTER TABLE public.item ADD CONSTRAINT item_key PRIMARY KEY USING INDEX item_key;
ALTER TABLE public."bit" DROP CONSTRAINT bit_item;
DROP INDEX public.item_id;
ALTER TABLE public."bit"
  ADD CONSTRAINT bit_item FOREIGN KEY (item) REFERENCES public.item(id) NOT VALID;
ALTER TABLE public.piece
  ADD CONSTRAINT piece_item FOREIGN KEY (item) REFERENCES public.item(id) NOT VALID;
-- together
ALTER TABLE public."bit" VALIDATE CONSTRAINT bit_item;
-- together
ALTER TABLE public.piece VALIDATE CONSTRAINT piece_item;
-- together
ALTER TABLE public.thing DROP CONSTRAINT thing_above;
ALTER TABLE public.thing ADD CONSTRAINT id_not_null CHECK (id IS NOT NULL) NOT VALID;
ALTER TABLE public.thing DROP CONSTRAINT thing_key;
-- together
ALTER TABLE public.thing VALIDATE CONSTRAINT id_not_null;
-- together
ALTER TABLE public.thing ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.thing DROP CONSTRAINT id_not_null;
-- alone
CREATE UNIQUE INDEX CONCURRENTLY thing_pk ON public.thing (id);
-- together
ALTER TABLE public.thing ADD CONSTRAINT thing_pk PRIMARY KEY USING INDEX thing_pk;
ALTER TABLE public.thing
  ADD CONSTRAINT thing_above FOREIGN KEY (above) REFERENCES public.thing(id) NOT VALID;
-- together
ALTER TABLE public.thing VALIDATE CONSTRAINT thing_above;
