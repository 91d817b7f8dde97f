-- together
ALTER TABLE public.stays ADD CONSTRAINT stays_day CHECK ((day > '2000-01-01'::date)) NOT VALID;
ALTER TABLE public.stays ADD CONSTRAINT stays_pkey PRIMARY KEY (room, day);
ALTER TABLE public.stays ADD CONSTRAINT stays_room FOREIGN KEY (room) REFERENCES public.rooms(id);
ALTER TABLE public.stays_2024 ADD CONSTRAINT stays_2024_room CHECK ((room > 0)) NOT VALID;
-- together
ALTER TABLE public.stays VALIDATE CONSTRAINT stays_day;
-- together
ALTER TABLE public.stays_2024 VALIDATE CONSTRAINT stays_2024_room;
