-- together
DROP VIEW public.v;
DROP AGGREGATE public.rank(VARIADIC "any" ORDER BY VARIADIC "any");
DROP AGGREGATE public.smallest(integer);
CREATE FUNCTION public."step (1)"(bigint)
 RETURNS bigint
 LANGUAGE sql
AS $function$SELECT $1 + 1$function$;
CREATE AGGREGATE public."Every (thing)"(*) (
  SFUNC = public."step (1)",
  STYPE = bigint,
  INITCOND = '0'
);
CREATE OR REPLACE AGGREGATE public.gather(integer) (
  SFUNC = array_append,
  STYPE = integer[],
  INITCOND = '{1}'
);
CREATE OR REPLACE AGGREGATE public.mean(numeric) (
  SFUNC = numeric_avg_accum,
  STYPE = internal,
  SSPACE = 64,
  FINALFUNC = numeric_avg,
  FINALFUNC_MODIFY = SHAREABLE
);
REVOKE EXECUTE ON FUNCTION public.middle(double precision, anyelement) FROM PUBLIC;
COMMENT ON AGGREGATE public.middle(double precision ORDER BY anyelement) IS 'in the middle';
CREATE AGGREGATE public.rank(VARIADIC "any" ORDER BY VARIADIC "any") (
  SFUNC = ordered_set_transition_multi,
  STYPE = internal,
  FINALFUNC = rank_final,
  FINALFUNC_EXTRA,
  HYPOTHETICAL
);
ALTER AGGREGATE public.rank(VARIADIC "any" ORDER BY VARIADIC "any") OWNER TO postgres;
GRANT EXECUTE ON FUNCTION public.rank(VARIADIC "any") TO pg_monitor;
CREATE AGGREGATE public.smallest(integer) (
  SFUNC = int4smaller,
  STYPE = integer,
  FINALFUNC = int8,
  SORTOP = OPERATOR(pg_catalog.>)
);
ALTER AGGREGATE public.smallest(integer) OWNER TO postgres;
CREATE OR REPLACE AGGREGATE public.total(amount integer) (
  SFUNC = int4pl,
  STYPE = integer,
  COMBINEFUNC = int4pl,
  INITCOND = '1',
  MSFUNC = int4pl,
  MINVFUNC = int4mi,
  MSTYPE = integer,
  MSSPACE = 8,
  MFINALFUNC = int4up,
  MFINALFUNC_MODIFY = SHAREABLE,
  MINITCOND = '0'
);
CREATE VIEW public.v AS
 SELECT (public.smallest(t.a))::text AS "least"
   FROM public.t;
ALTER VIEW public.v OWNER TO postgres;
DROP AGGREGATE public.everything(*);
DROP FUNCTION public.as_function(integer);
CREATE AGGREGATE public.as_function(integer) (
  SFUNC = int4pl,
  STYPE = integer
);
