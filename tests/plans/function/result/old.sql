CREATE FUNCTION public.price(cents integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT cents / 100';
CREATE TABLE public.orders (id integer, cents integer);
CREATE VIEW public.prices AS SELECT id, public.price(cents)::text AS price FROM public.orders;
GRANT SELECT ON public.prices TO pg_monitor;
CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION public.optional(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.some(a anyelement DEFAULT 1) RETURNS integer LANGUAGE sql AS 'SELECT 1';
