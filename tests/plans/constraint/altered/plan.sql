-- together
ALTER TABLE public.guests DROP CONSTRAINT guests_id;
ALTER TABLE public.guests DROP CONSTRAINT guests_name;
ALTER TABLE public.guests DROP CONSTRAINT guests_room;
ALTER TABLE public.guests ADD CONSTRAINT guests_id CHECK ((id > 10)) NOT VALID;
ALTER INDEX public.rooms_pkey SET (fillfactor=90);
ALTER TABLE public.guests ALTER CONSTRAINT guests_again NOT DEFERRABLE;
ALTER TABLE public.guests
  ADD CONSTRAINT guests_room FOREIGN KEY (room) REFERENCES public.rooms(id) ON DELETE CASCADE NOT VALID;
-- together
ALTER TABLE public.guests VALIDATE CONSTRAINT guests_id;
-- together
ALTER TABLE public.guests VALIDATE CONSTRAINT guests_later;
-- together
ALTER TABLE public.guests VALIDATE CONSTRAINT guests_referring;
-- together
ALTER TABLE public.guests VALIDATE CONSTRAINT guests_room;
-- alone
CREATE UNIQUE INDEX CONCURRENTLY guests_name ON public.guests (name);
-- together
ALTER TABLE public.guests ADD CONSTRAINT guests_name UNIQUE USING INDEX guests_name DEFERRABLE INITIALLY IMMEDIATE;
