-- together
DROP VIEW public.seen;
ALTER TABLE public.parent DROP COLUMN at;
ALTER TABLE public.parent DROP COLUMN code;
ALTER TABLE public.rows DROP COLUMN j;
ALTER TABLE public.rows DROP COLUMN l;
ALTER TABLE public.rows DROP COLUMN p;
ALTER TABLE public.rows DROP COLUMN r;
ALTER TABLE public.parent ADD COLUMN at text[] DEFAULT '{}'::text[];
ALTER TABLE public.parent ADD COLUMN code text[];
ALTER TABLE public.parent ALTER COLUMN spelled TYPE text[] USING spelled::text[];
ALTER TABLE public.rows ALTER COLUMN i TYPE public.whole USING i::text::public.whole;
ALTER TABLE public.rows ADD COLUMN j text[];
ALTER TABLE public.rows ADD COLUMN l jsonb;
ALTER TABLE public.rows ADD COLUMN p public.wholes;
ALTER TABLE public.rows ADD COLUMN r text[];
ALTER TABLE public.rows ALTER COLUMN w TYPE text USING w::text;
CREATE VIEW public.seen AS
 SELECT rows.r,
    rows.j
   FROM public.rows;
ALTER VIEW public.seen OWNER TO postgres;
