-- together
CREATE FUNCTION public.is_positive(i integer)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT i > 0$function$;
CREATE DOMAIN public.amount AS integer
  CONSTRAINT positive CHECK (public.is_positive(VALUE));
CREATE TABLE public.left_one (
  id integer NOT NULL,
  other integer,
  CONSTRAINT left_one_pkey PRIMARY KEY (id)
);
CREATE TABLE public.orders (
  id integer NOT NULL,
  parent integer,
  total integer,
  CONSTRAINT orders_pkey PRIMARY KEY (id),
  CONSTRAINT positive CHECK (public.is_positive(total))
);
CREATE FUNCTION public.is_sane(o public.orders)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT o.total > 0$function$;
CREATE TABLE public.right_one (
  id integer NOT NULL,
  other integer,
  CONSTRAINT right_one_pkey PRIMARY KEY (id)
);
ALTER TABLE public.kept ADD CONSTRAINT positive CHECK (public.is_positive(id)) NOT VALID;
ALTER TABLE public.left_one
  ADD CONSTRAINT left_one_other_fkey FOREIGN KEY (other) REFERENCES public.right_one(id);
ALTER TABLE public.orders
  ADD CONSTRAINT orders_parent_fkey FOREIGN KEY (parent) REFERENCES public.orders(id);
ALTER TABLE public.orders ADD CONSTRAINT sane CHECK (public.is_sane(orders.*));
ALTER TABLE public.right_one
  ADD CONSTRAINT right_one_other_fkey FOREIGN KEY (other) REFERENCES public.left_one(id);
CREATE INDEX orders_positive ON public.orders USING btree (public.is_positive(total) bool_ops) WHERE public.is_positive(id);
-- together
ALTER TABLE public.kept VALIDATE CONSTRAINT positive;
