-- together
DROP STATISTICS other.away;
DROP STATISTICS public.counted;
DROP STATISTICS public.expressed;
CREATE STATISTICS other.away ON a, b FROM public.t;
ALTER STATISTICS other.away OWNER TO postgres;
CREATE STATISTICS other.moved ON a, b FROM public.t;
CREATE STATISTICS public."Q uote""d" ON b, c FROM public.t;
CREATE STATISTICS public.counted (mcv) ON a, c FROM public.t;
ALTER STATISTICS public.counted SET STATISTICS 300;
ALTER STATISTICS public.counted OWNER TO postgres;
CREATE STATISTICS public.expressed ON lower(c::text), (a % 3) FROM public.t;
ALTER STATISTICS public.expressed OWNER TO postgres;
ALTER STATISTICS public.s SET STATISTICS 200;
COMMENT ON STATISTICS public.s IS 'other';
ALTER STATISTICS public.target SET STATISTICS 0;
DROP STATISTICS public.gone;
DROP STATISTICS public.moved;
