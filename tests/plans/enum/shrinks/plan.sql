-- together
DROP VIEW public.good;
DROP VIEW public.happy;
DROP INDEX public.people_happy;
ALTER TABLE public.people ALTER COLUMN mood DROP DEFAULT;
ALTER TABLE public.people ALTER COLUMN moods DROP DEFAULT;
DROP FUNCTION public.is_good(m public.mood);
ALTER TYPE public.mood RENAME TO mood__old;
CREATE TYPE public.mood AS ENUM (
  'happy',
  'sad'
);
ALTER TYPE public.mood OWNER TO postgres;
ALTER DOMAIN public.good_mood RENAME TO good_mood__old;
CREATE DOMAIN public.good_mood AS public.mood
  DEFAULT 'happy'::public.mood
  CONSTRAINT good_mood_check CHECK ((VALUE <> 'sad'::public.mood));
ALTER DOMAIN public.good_mood OWNER TO postgres;
ALTER TABLE public.people ALTER COLUMN best TYPE public.good_mood USING best::text::public.good_mood;
ALTER TABLE public.people ALTER COLUMN mood TYPE public.mood USING mood::text::public.mood;
ALTER TABLE public.people ALTER COLUMN mood SET DEFAULT 'sad'::public.mood;
ALTER TABLE public.people ALTER COLUMN moods TYPE public.mood[] USING moods::text[]::public.mood[];
ALTER TABLE public.people ALTER COLUMN moods SET DEFAULT '{sad}'::public.mood[];
ALTER TABLE public.people ALTER COLUMN tagged TYPE public.mood USING tagged::text::public.mood;
CREATE VIEW public.happy AS
 SELECT people.id,
    people.mood
   FROM public.people
  WHERE (people.mood = 'happy'::public.mood);
CREATE FUNCTION public.is_good(m public.mood)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1 = 'happy'$function$;
ALTER FUNCTION public.is_good(m public.mood) OWNER TO postgres;
CREATE VIEW public.good AS
 SELECT people.id
   FROM public.people
  WHERE public.is_good(people.mood);
ALTER VIEW public.good OWNER TO postgres;
ALTER VIEW public.happy OWNER TO postgres;
DROP DOMAIN public.good_mood__old;
DROP TYPE public.mood__old;
-- alone
CREATE INDEX CONCURRENTLY people_happy ON public.people USING btree (id) WHERE (mood = 'happy'::public.mood);
