-- together
DROP VIEW public.amounts;
ALTER TABLE public.orders ALTER COLUMN amount DROP DEFAULT;
ALTER DOMAIN public.amount RENAME TO amount__old;
CREATE DOMAIN public.amount AS bigint
  DEFAULT public.start()
  CONSTRAINT positive CHECK ((VALUE > 0));
ALTER DOMAIN public.amount OWNER TO postgres;
ALTER DOMAIN public.strict SET NOT NULL;
ALTER TABLE public.orders ALTER COLUMN amount TYPE public.amount USING amount::public.amount;
ALTER TABLE public.orders ALTER COLUMN amount SET DEFAULT 5;
ALTER TABLE public.orders ALTER COLUMN amounts TYPE public.amount[] USING amounts::public.amount[];
CREATE VIEW public.amounts AS
 SELECT orders.amount
   FROM public.orders;
ALTER VIEW public.amounts OWNER TO postgres;
DROP DOMAIN public.amount__old;
