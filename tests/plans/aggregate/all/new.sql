CREATE AGGREGATE public.total(amount integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '1', COMBINEFUNC = int4pl,
  MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer, MSSPACE = 8, MFINALFUNC = int4up, MFINALFUNC_MODIFY = SHAREABLE, MINITCOND = E'0');
CREATE AGGREGATE public.mean(numeric) (SFUNC = numeric_avg_accum, STYPE = internal, SSPACE = 64, FINALFUNC = numeric_avg, FINALFUNC_MODIFY = SHAREABLE);
CREATE AGGREGATE public.smallest(integer) (SFUNC = int4smaller, STYPE = integer, FINALFUNC = pg_catalog.int8, SORTOP = >);
CREATE AGGREGATE public.middle(double precision ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal,
  FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
COMMENT ON AGGREGATE public.middle(double precision ORDER BY anyelement) IS 'in the middle';
REVOKE EXECUTE ON FUNCTION public.middle(double precision, anyelement) FROM PUBLIC;
CREATE AGGREGATE public.rank(VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = ordered_set_transition_multi, STYPE = internal,
  FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
GRANT EXECUTE ON FUNCTION public.rank(VARIADIC "any") TO pg_monitor;
CREATE AGGREGATE public.gather(integer) (SFUNC = array_append, STYPE = integer[], INITCOND = '{1}');
CREATE FUNCTION public."step (1)"(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT $1 + 1';
CREATE AGGREGATE public."Every (thing)"(*) (SFUNC = public."step (1)", STYPE = bigint, INITCOND = E'0');
CREATE TABLE public.t (a integer);
CREATE VIEW public.v AS SELECT public.smallest(a)::text AS least FROM public.t;
CREATE AGGREGATE public.as_function(integer) (SFUNC = int4pl, STYPE = integer);
