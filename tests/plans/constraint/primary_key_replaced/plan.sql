-- together
ALTER TABLE public.guests DROP CONSTRAINT guests_room;
ALTER TABLE public.rooms DROP CONSTRAINT rooms_pkey;
ALTER TABLE public.rooms DROP CONSTRAINT rooms_id;
-- alone
CREATE UNIQUE INDEX CONCURRENTLY rooms_pkey ON public.rooms (id, house);
-- together
ALTER TABLE public.rooms ADD CONSTRAINT rooms_pkey PRIMARY KEY USING INDEX rooms_pkey;
ALTER TABLE public.guests
  ADD CONSTRAINT guests_room FOREIGN KEY (house, room) REFERENCES public.rooms(house, id) NOT VALID;
COMMENT ON INDEX public.rooms_pkey IS 'by number';
-- together
ALTER TABLE public.guests VALIDATE CONSTRAINT guests_room;
