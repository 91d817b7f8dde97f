-- together
ALTER TYPE public.mood ADD VALUE 'fine' AFTER 'sad';
ALTER TYPE public.mood ADD VALUE 'glad';
-- together
ALTER TABLE public.people ADD COLUMN later public.mood DEFAULT 'glad'::public.mood NOT NULL;
ALTER TABLE public.people ALTER COLUMN mood SET DEFAULT 'fine'::public.mood;
-- alone
CREATE INDEX CONCURRENTLY people_fine ON public.people USING btree (id) WHERE (mood = 'fine'::public.mood);
