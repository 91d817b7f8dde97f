CREATE TYPE public.mood AS ENUM ('happy', 'ok', 'sad');
CREATE TABLE public.moods (mood public.mood PRIMARY KEY, note text);
CREATE TABLE public.people (
  id integer PRIMARY KEY,
  mood public.mood NOT NULL DEFAULT 'ok' REFERENCES public.moods,
  best public.mood CHECK (best <> 'sad'),
  is_sad boolean GENERATED ALWAYS AS (mood = 'sad') STORED,
  CONSTRAINT one_mood UNIQUE (id, mood)
);
ALTER TABLE public.people ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON public.people USING (mood = 'happy');
CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touched BEFORE UPDATE OF mood ON public.people FOR EACH ROW WHEN (NEW.mood = 'sad') EXECUTE FUNCTION public.touch();
CREATE TYPE public.pair AS (a public.mood, b public.mood[]);
CREATE TABLE public.pairs (id integer, p public.pair, d integer DEFAULT 1);
CREATE MATERIALIZED VIEW public.mv AS SELECT mood, count(*) AS n FROM public.people GROUP BY mood;
CREATE UNIQUE INDEX mv_mood ON public.mv (mood);
CREATE FUNCTION public.keep(a public.mood, b public.mood) RETURNS public.mood LANGUAGE sql AS 'SELECT coalesce($1, $2)';
CREATE AGGREGATE public.first_mood(public.mood) (SFUNC = public.keep, STYPE = public.mood);
