CREATE TYPE public.mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN public.good_mood AS public.mood DEFAULT 'happy' CHECK (VALUE <> 'sad');
CREATE TABLE public.people (
  id integer PRIMARY KEY,
  mood public.mood NOT NULL DEFAULT 'ok',
  moods public.mood[] DEFAULT '{sad,ok}',
  best public.good_mood,
  tagged public.mood DEFAULT NULL
);
CREATE INDEX people_happy ON public.people (id) WHERE mood = 'happy';
CREATE INDEX people_mood ON public.people (mood);
CREATE VIEW public.happy AS SELECT id, mood FROM public.people WHERE mood = 'happy';
CREATE FUNCTION public.is_good(m public.mood) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = ''happy''';
CREATE VIEW public.good AS SELECT id FROM public.people WHERE public.is_good(mood);
