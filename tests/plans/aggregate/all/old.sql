CREATE AGGREGATE public.total(amount integer) (SFUNC = int4pl, STYPE = integer, COMBINEFUNC = int4pl, INITCOND = '0',
  MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer, MINITCOND = '0', PARALLEL = SAFE);
CREATE AGGREGATE public.mean(numeric) (SFUNC = numeric_avg_accum, STYPE = internal, SSPACE = 128, FINALFUNC = numeric_avg,
  COMBINEFUNC = numeric_avg_combine, SERIALFUNC = numeric_avg_serialize, DESERIALFUNC = numeric_avg_deserialize);
CREATE AGGREGATE public.smallest(integer) (SFUNC = int4smaller, STYPE = integer, SORTOP = <);
CREATE AGGREGATE public.middle(double precision ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal,
  FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
CREATE AGGREGATE public.rank(VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = ordered_set_transition_multi, STYPE = internal,
  FINALFUNC = rank_final, FINALFUNC_EXTRA);
CREATE AGGREGATE public.gather(integer) (SFUNC = array_append, STYPE = integer[], INITCOND = '{}');
CREATE AGGREGATE public.everything(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
CREATE TABLE public.t (a integer);
CREATE VIEW public.v AS SELECT public.smallest(a)::text AS least FROM public.t;
CREATE FUNCTION public.as_function(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
