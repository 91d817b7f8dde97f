-- together
ALTER TABLE public.guests ADD CONSTRAINT guests_age CHECK ((age > 18)) NOT VALID;
ALTER TABLE public.guests ADD CONSTRAINT guests_later CHECK ((room > 0)) NOT VALID;
ALTER TABLE public.guests ADD CONSTRAINT guests_local CHECK ((age < 200)) NO INHERIT NOT VALID;
ALTER TABLE public.guests
  ADD CONSTRAINT guests_room FOREIGN KEY (room) REFERENCES public.rooms(id) ON DELETE SET NULL DEFERRABLE INITIALLY IMMEDIATE NOT VALID;
ALTER TABLE public.guests
  ADD CONSTRAINT guests_stay EXCLUDE USING gist (stay WITH &&) WITH (fillfactor='70') WHERE ((room > 0));
ALTER TABLE public.rooms
  ADD CONSTRAINT rooms_later FOREIGN KEY (id) REFERENCES public.rooms(id) NOT VALID;
ALTER TABLE public.rooms
  ADD CONSTRAINT rooms_parent FOREIGN KEY (parent) REFERENCES public.rooms(id) NOT VALID;
-- together
ALTER TABLE public.guests VALIDATE CONSTRAINT guests_age;
-- together
ALTER TABLE public.guests VALIDATE CONSTRAINT guests_local;
-- together
ALTER TABLE public.guests VALIDATE CONSTRAINT guests_room;
-- together
COMMENT ON CONSTRAINT guests_room ON public.guests IS 'where they sleep';
-- together
ALTER TABLE public.rooms VALIDATE CONSTRAINT rooms_parent;
-- alone
CREATE UNIQUE INDEX CONCURRENTLY guests_name ON public.guests (name) INCLUDE (age) NULLS NOT DISTINCT;
-- together
ALTER TABLE public.guests ADD CONSTRAINT guests_name UNIQUE USING INDEX guests_name DEFERRABLE INITIALLY DEFERRED;
-- alone
CREATE UNIQUE INDEX CONCURRENTLY guests_pkey ON public.guests (id) WITH (fillfactor=80);
-- together
ALTER TABLE public.guests ADD CONSTRAINT guests_pkey PRIMARY KEY USING INDEX guests_pkey;
COMMENT ON INDEX public.guests_pkey IS 'by number';
