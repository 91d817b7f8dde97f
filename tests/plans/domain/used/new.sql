CREATE FUNCTION public.start() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE DOMAIN public.amount AS bigint DEFAULT public.start() CONSTRAINT positive CHECK (VALUE > 0);
CREATE DOMAIN public.strict AS text NOT NULL;
CREATE TABLE public.orders (id integer, amount public.amount DEFAULT 5, amounts public.amount[], note public.strict);
CREATE VIEW public.amounts AS SELECT amount FROM public.orders;
