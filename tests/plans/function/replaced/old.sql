CREATE FUNCTION public.price(cents integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT cents / 100';
CREATE TABLE public.orders (id integer PRIMARY KEY, cents integer NOT NULL DEFAULT public.price(100));
CREATE VIEW public.prices AS SELECT id, public.price(cents) AS price FROM public.orders;
CREATE VIEW public.dear AS SELECT id FROM public.prices WHERE price > 100;
CREATE INDEX orders_price ON public.orders (public.price(cents));
ALTER TABLE public.orders ADD CONSTRAINT positive CHECK (public.price(cents) >= 0);
ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY cheap ON public.orders USING (public.price(cents) < 10);
CREATE FUNCTION public.uses() RETURNS integer LANGUAGE sql RETURN public.price(5);
