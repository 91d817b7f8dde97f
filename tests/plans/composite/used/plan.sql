-- together
DROP VIEW public.v;
ALTER TABLE public.t ALTER COLUMN c DROP DEFAULT;
ALTER TYPE public.changes DROP ATTRIBUTE c;
ALTER TYPE public.changes RENAME TO changes__old;
CREATE TYPE public.changes AS (
  a bigint,
  b text
);
ALTER DOMAIN public.some_changes RENAME TO some_changes__old;
CREATE DOMAIN public.some_changes AS public.changes;
ALTER DOMAIN public.some_changes OWNER TO postgres;
ALTER TYPE public.changes OWNER TO postgres;
ALTER TYPE public.grows
  DROP ATTRIBUTE b,
  ADD ATTRIBUTE c text,
  ADD ATTRIBUTE d text;
ALTER TABLE public.t ALTER COLUMN c TYPE public.changes USING c::text::public.changes;
ALTER TABLE public.t ALTER COLUMN c SET DEFAULT ROW((1)::bigint, 'x'::text);
ALTER TABLE public.t ALTER COLUMN d TYPE public.some_changes USING d::text::public.some_changes;
CREATE VIEW public.v AS
 SELECT (t.g).a AS a
   FROM public.t;
ALTER VIEW public.v OWNER TO postgres;
DROP DOMAIN public.some_changes__old;
DROP TYPE public.changes__old;
