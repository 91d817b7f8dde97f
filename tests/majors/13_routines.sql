-- Functions, procedures, aggregates, and what is made of functions.
CREATE SCHEMA routines;
SET search_path = routines;

CREATE FUNCTION area(r double precision, VARIADIC more integer[] DEFAULT '{}') RETURNS double precision
  LANGUAGE sql IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 7 AS 'SELECT 3 * r * r';
CREATE FUNCTION area(text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION several(IN a integer, INOUT b text, OUT c date) LANGUAGE plpgsql STABLE PARALLEL RESTRICTED AS $$
  -- a remark
  BEGIN c := now(); END $$;
CREATE FUNCTION rows(a integer DEFAULT 1 + 2, b text DEFAULT 'it''s') RETURNS TABLE (x integer, "Y" text) LANGUAGE sql STABLE ROWS 5
  AS 'SELECT a, b';
CREATE FUNCTION many() RETURNS SETOF record LANGUAGE sql ROWS 10 AS 'SELECT 1, 2';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = routines, pg_temp SET work_mem = '8MB' SET "DateStyle" = 'ISO, DMY'
  AS $$ BEGIN RETURN new; END $$;
CREATE FUNCTION poly(anyelement, anyarray) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION internal_one(integer, integer) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'int4pl';
CREATE FUNCTION supported(text, text) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT SUPPORT pg_catalog.textlike_support AS 'textlike';
CREATE FUNCTION "we""ird f"("Arg" integer) RETURNS integer LANGUAGE sql AS $_$ SELECT 1 -- $$ $_$;
COMMENT ON FUNCTION touch() IS 'touches';
REVOKE ALL ON FUNCTION touch() FROM PUBLIC;
CREATE PROCEDURE sweep(days integer DEFAULT 3, INOUT n integer DEFAULT 0) LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
COMMENT ON PROCEDURE sweep IS 'sweeps';

CREATE AGGREGATE total(numeric) (SFUNC = numeric_add, STYPE = numeric, INITCOND = '0', PARALLEL = SAFE, COMBINEFUNC = numeric_add);
CREATE AGGREGATE moving(double precision) (SFUNC = float8_accum, STYPE = double precision[], SSPACE = 40, FINALFUNC = float8_avg, FINALFUNC_MODIFY = READ_ONLY,
  INITCOND = '{0,0,0}', MSFUNC = float8pl, MINVFUNC = float8mi, MSTYPE = double precision, MINITCOND = '0');
CREATE AGGREGATE smallest(integer) (SFUNC = int4smaller, STYPE = integer, SORTOP = OPERATOR(pg_catalog.<));
CREATE AGGREGATE middle(double precision ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
CREATE AGGREGATE place(VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
COMMENT ON AGGREGATE total(numeric) IS 'adds';

CREATE TYPE pair AS (x integer, y integer);
CREATE FUNCTION pair_lt(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.x < $2.x';
CREATE FUNCTION pair_le(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.x <= $2.x';
CREATE FUNCTION pair_eq(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.x = $2.x';
CREATE FUNCTION pair_ge(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.x >= $2.x';
CREATE FUNCTION pair_gt(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.x > $2.x';
CREATE FUNCTION pair_cmp(pair, pair) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1.x - $2.x';
CREATE FUNCTION pair_hash(pair) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1.x';
CREATE OPERATOR <<< (LEFTARG = pair, RIGHTARG = pair, FUNCTION = pair_lt, COMMUTATOR = >>>, NEGATOR = >>=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
CREATE OPERATOR <<= (LEFTARG = pair, RIGHTARG = pair, FUNCTION = pair_le, COMMUTATOR = >>=, NEGATOR = >>>);
CREATE OPERATOR === (LEFTARG = pair, RIGHTARG = pair, FUNCTION = pair_eq, COMMUTATOR = ===, HASHES, MERGES, RESTRICT = eqsel, JOIN = eqjoinsel);
CREATE OPERATOR >>= (LEFTARG = pair, RIGHTARG = pair, FUNCTION = pair_ge, COMMUTATOR = <<=, NEGATOR = <<<);
CREATE OPERATOR >>> (LEFTARG = pair, RIGHTARG = pair, FUNCTION = pair_gt, COMMUTATOR = <<<, NEGATOR = <<=);
CREATE OPERATOR !! (RIGHTARG = pair, FUNCTION = pair_hash);
COMMENT ON OPERATOR === (pair, pair) IS 'same';
CREATE OPERATOR FAMILY pairs USING btree;
CREATE OPERATOR CLASS pair_order FOR TYPE pair USING btree FAMILY pairs AS
  OPERATOR 1 <<<, OPERATOR 2 <<=, OPERATOR 3 ===, OPERATOR 4 >>=, OPERATOR 5 >>>, FUNCTION 1 pair_cmp(pair, pair);
CREATE OPERATOR CLASS pair_hashed FOR TYPE pair USING hash AS OPERATOR 1 ===, FUNCTION 1 pair_hash(pair);
COMMENT ON OPERATOR CLASS pair_order USING btree IS 'in order';
COMMENT ON OPERATOR FAMILY pairs USING btree IS 'pairs';
CREATE TABLE by_pair (p pair);
CREATE INDEX by_pair_order ON by_pair (p pair_order DESC);
CREATE VIEW by_operator AS SELECT p === p AS same, p OPERATOR(routines.<<<) p AS less, !! p AS bang FROM by_pair;

CREATE FUNCTION to_integer(pair) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1.x';
CREATE CAST (pair AS integer) WITH FUNCTION to_integer(pair) AS ASSIGNMENT;
CREATE CAST (pair AS jsonb) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (pair AS integer) IS 'its x';
CREATE CONVERSION twisted FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
COMMENT ON CONVERSION twisted IS 'from latin';
CREATE FUNCTION spoken_call() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION spoken_inline(internal) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE FUNCTION spoken_check(oid) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE LANGUAGE spoken HANDLER spoken_call INLINE spoken_inline VALIDATOR spoken_check;
CREATE TRUSTED LANGUAGE trusted HANDLER spoken_call;
COMMENT ON LANGUAGE spoken IS 'plpgsql by another name';
CREATE FUNCTION in_spoken() RETURNS integer LANGUAGE spoken AS 'BEGIN RETURN 1; END';
CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));
CREATE FUNCTION transformed(integer) RETURNS integer LANGUAGE sql TRANSFORM FOR TYPE integer AS 'SELECT $1';
CREATE ACCESS METHOD heaped TYPE TABLE HANDLER heap_tableam_handler;
CREATE ACCESS METHOD sorted TYPE INDEX HANDLER bthandler;
COMMENT ON ACCESS METHOD heaped IS 'heap';
CREATE TABLE on_heaped (a integer) USING heaped;
RESET search_path;
