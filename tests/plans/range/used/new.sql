CREATE TYPE public.span AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = float8mi);
CREATE TABLE public.t (id integer, s public.span, ss public.span[]);
