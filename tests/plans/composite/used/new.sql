CREATE TYPE public.grows AS (a integer, c text, d text);
CREATE TYPE public.changes AS (a bigint, b text);
CREATE DOMAIN public.some_changes AS public.changes;
CREATE TABLE public.t (id integer, g public.grows, gs public.grows[], c public.changes DEFAULT ROW(1, 'x'), d public.some_changes);
CREATE VIEW public.v AS SELECT (g).a FROM public.t;
