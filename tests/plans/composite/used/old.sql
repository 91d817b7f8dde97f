CREATE TYPE public.grows AS (a integer, b text);
CREATE TYPE public.changes AS (a integer, b text, c text);
CREATE DOMAIN public.some_changes AS public.changes;
CREATE TABLE public.t (id integer, g public.grows, gs public.grows[], c public.changes DEFAULT ROW(1, 'x', 'y'), d public.some_changes);
CREATE VIEW public.v AS SELECT (g).a FROM public.t;
