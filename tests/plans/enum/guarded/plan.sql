-- together
DROP POLICY p ON public.people;
DROP TRIGGER touched ON public.people;
DROP MATERIALIZED VIEW public.mv;
ALTER TABLE public.people DROP CONSTRAINT people_best_check;
ALTER TABLE public.people DROP CONSTRAINT people_mood_fkey;
ALTER TABLE public.people DROP COLUMN is_sad;
ALTER TABLE public.people ALTER COLUMN mood DROP DEFAULT;
DROP AGGREGATE public.first_mood(public.mood);
DROP FUNCTION public.keep(a public.mood, b public.mood);
ALTER TYPE public.mood RENAME TO mood__old;
CREATE TYPE public.mood AS ENUM (
  'happy',
  'ok',
  'sad'
);
ALTER TYPE public.mood OWNER TO postgres;
ALTER TYPE public.pair RENAME TO pair__old;
CREATE TYPE public.pair AS (
  a public.mood,
  b public.mood[]
);
ALTER TYPE public.pair OWNER TO postgres;
CREATE FUNCTION public.keep(a public.mood, b public.mood)
 RETURNS public.mood
 LANGUAGE sql
AS $function$SELECT coalesce($1, $2)$function$;
ALTER FUNCTION public.keep(a public.mood, b public.mood) OWNER TO postgres;
CREATE AGGREGATE public.first_mood(public.mood) (
  SFUNC = public.keep,
  STYPE = public.mood
);
ALTER AGGREGATE public.first_mood(public.mood) OWNER TO postgres;
ALTER TABLE public.moods ALTER COLUMN mood TYPE public.mood USING mood::text::public.mood;
ALTER TABLE public.pairs ALTER COLUMN p TYPE public.pair USING p::text::public.pair;
ALTER TABLE public.people ALTER COLUMN best TYPE public.mood USING best::text::public.mood;
ALTER TABLE public.people ALTER COLUMN mood TYPE public.mood USING mood::text::public.mood;
ALTER TABLE public.people ADD COLUMN is_sad boolean GENERATED ALWAYS AS (mood = 'sad'::public.mood) STORED;
ALTER TABLE public.people ALTER COLUMN mood SET DEFAULT 'ok'::public.mood;
ALTER TABLE public.people
  ADD CONSTRAINT people_best_check CHECK ((best <> 'sad'::public.mood)) NOT VALID;
ALTER TABLE public.people
  ADD CONSTRAINT people_mood_fkey FOREIGN KEY (mood) REFERENCES public.moods(mood) NOT VALID;
CREATE MATERIALIZED VIEW public.mv AS
 SELECT people.mood,
    count(*) AS n
   FROM public.people
  GROUP BY people.mood
WITH DATA;
CREATE UNIQUE INDEX mv_mood ON public.mv USING btree (mood);
ALTER MATERIALIZED VIEW public.mv OWNER TO postgres;
CREATE TRIGGER touched BEFORE UPDATE OF mood ON public.people
  FOR EACH ROW WHEN ((new.mood = 'sad'::public.mood))
  EXECUTE FUNCTION public.touch();
CREATE POLICY p ON public.people
  USING (mood = 'happy'::public.mood);
DROP TYPE public.pair__old;
DROP TYPE public.mood__old;
-- together
ALTER TABLE public.people VALIDATE CONSTRAINT people_best_check;
-- together
ALTER TABLE public.people VALIDATE CONSTRAINT people_mood_fkey;
