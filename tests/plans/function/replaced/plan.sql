-- together
DROP POLICY cheap ON public.orders;
DROP VIEW public.dear;
DROP VIEW public.prices;
DROP INDEX public.orders_price;
ALTER TABLE public.orders ALTER COLUMN cents DROP DEFAULT;
DROP FUNCTION public.uses();
ALTER TABLE public.orders DROP CONSTRAINT positive;
DROP FUNCTION public.price(cents integer);
CREATE FUNCTION public.price(amount integer)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT amount::numeric / 100$function$;
CREATE FUNCTION public.uses()
 RETURNS integer
 LANGUAGE sql
RETURN public.price(5);
ALTER FUNCTION public.uses() OWNER TO postgres;
ALTER TABLE public.orders ALTER COLUMN cents SET DEFAULT public.price(100);
ALTER TABLE public.orders
  ADD CONSTRAINT positive CHECK ((public.price(cents) >= (0)::numeric)) NOT VALID;
CREATE VIEW public.prices AS
 SELECT orders.id,
    public.price(orders.cents) AS price
   FROM public.orders;
CREATE VIEW public.dear AS
 SELECT prices.id
   FROM public.prices
  WHERE (prices.price > (100)::numeric);
ALTER VIEW public.dear OWNER TO postgres;
ALTER VIEW public.prices OWNER TO postgres;
CREATE POLICY cheap ON public.orders
  USING (public.price(cents) < (10)::numeric);
-- together
ALTER TABLE public.orders VALIDATE CONSTRAINT positive;
-- alone
CREATE INDEX CONCURRENTLY orders_price ON public.orders USING btree (public.price(cents) numeric_ops);
