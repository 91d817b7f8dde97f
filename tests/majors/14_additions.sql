-- What came with PostgreSQL 14.
CREATE SCHEMA since_14;
SET search_path = since_14;

CREATE TABLE facts (id integer PRIMARY KEY, status varchar CHECK (status IN ('new', 'old')), born date, note text COMPRESSION pglz);
CREATE FUNCTION one(a integer) RETURNS integer LANGUAGE sql RETURN a + 1;
CREATE FUNCTION standard(a integer, b varchar DEFAULT 'x') RETURNS TABLE (c integer) LANGUAGE sql STABLE ROWS 5
  BEGIN ATOMIC
    SELECT count(*)::integer FROM facts WHERE status IN ('new', 'old') AND id > a;
    SELECT one(id) FROM facts WHERE note = b;
  END;
CREATE PROCEDURE tidy(a integer, INOUT b integer DEFAULT 1) LANGUAGE sql
  BEGIN ATOMIC
    INSERT INTO facts (id, status) VALUES (a, 'new') ON CONFLICT (id) DO UPDATE SET status = excluded.status WHERE facts.status IN ('old', 'new');
    UPDATE facts f SET (status, note) = (SELECT 'old', g.note FROM facts g WHERE g.id = f.id) WHERE f.id = tidy.b OR f.id = 1;
    DELETE FROM facts USING facts g WHERE facts.id = g.id AND g.status = 'x' RETURNING facts.id;
  END;
CREATE FUNCTION nothing() RETURNS void LANGUAGE sql BEGIN ATOMIC END;
CREATE PROCEDURE giving(OUT a integer, b text, OUT c date) LANGUAGE plpgsql AS 'BEGIN a := 1; END';
CREATE AGGREGATE gathered(anycompatiblearray) (SFUNC = array_cat, STYPE = anycompatiblearray, INITCOND = '{}');

CREATE TYPE span AS RANGE (SUBTYPE = integer, MULTIRANGE_TYPE_NAME = spans);
CREATE TYPE unnamed AS RANGE (SUBTYPE = date);
CREATE TABLE of_spans (a spans DEFAULT '{[1,2),[5,7)}', b datemultirange, c unnamed_multirange, CHECK (a && '{[1,9)}'::spans), EXCLUDE USING gist (b WITH &&));
CREATE STATISTICS on_expressions ON (lower(note)), (id + 1), status FROM facts;
CREATE STATISTICS on_one ON (extract(year FROM born)) FROM facts;
CREATE INDEX by_expression ON facts (extract(month FROM born)) WHERE date_bin('1 day', born::timestamp, '2001-01-01') > '2002-01-01';
CREATE VIEW walk AS WITH RECURSIVE t(a, b) AS (SELECT 1, 2 UNION ALL SELECT a + 1, b FROM t WHERE a < 5) SEARCH DEPTH FIRST BY a SET ord CYCLE b SET looped USING path SELECT a, b, looped FROM t ORDER BY ord;
CREATE VIEW spelled AS SELECT extract(year FROM born) AS y, trim(BOTH FROM note) AS t, born::timestamp AT TIME ZONE 'UTC' AS z, both_.id
  FROM facts JOIN facts f USING (id, status, born, note) AS both_ GROUP BY DISTINCT ROLLUP (born, note), both_.id;
CREATE VIEW subscripted AS SELECT ('{"a": {"b": 1}}'::jsonb)['a']['b'] AS b;
CREATE SUBSCRIPTION streaming CONNECTION 'dbname=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE, binary = true, streaming = true);
CREATE TABLE typed_brin (a integer, d date);
CREATE INDEX typed_brin_multi ON typed_brin USING brin (a int4_minmax_multi_ops (values_per_range = 16), d date_bloom_ops (n_distinct_per_range = 100));
RESET search_path;
