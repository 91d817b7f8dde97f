CREATE TYPE public.span AS RANGE (SUBTYPE = double precision);
CREATE TABLE public.t (id integer, s public.span, ss public.span[]);
