-- together
DROP STATISTICS other.away;
DROP STATISTICS public.counted;
DROP STATISTICS public.expressed;
CREATE STATISTICS other.away ON a, b FROM public.t;
CREATE STATISTICS other.moved ON a, b FROM public.t;
CREATE STATISTICS public."Q uote""d" ON b, c FROM public.t;
CREATE STATISTICS public.counted (mcv) ON a, c FROM public.t;
ALTER STATISTICS public.counted SET STATISTICS 300;
CREATE STATISTICS public.expressed ON lower(c::text), (a % 3) FROM public.t;
ALTER STATISTICS public.s SET STATISTICS 200;
COMMENT ON STATISTICS public.s IS 'other';
ALTER STATISTICS public.target SET STATISTICS 0;
DROP STATISTICS public.gone;
DROP STATISTICS public.moved;
