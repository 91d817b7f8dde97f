-- What came with PostgreSQL 17.
CREATE SCHEMA since_17;
SET search_path = since_17;

CREATE TABLE kept (id integer PRIMARY KEY, doc jsonb, s varchar, at timestamp);
GRANT MAINTAIN ON kept TO reader;
GRANT ALL ON kept TO app;
ALTER DEFAULT PRIVILEGES IN SCHEMA since_17 GRANT MAINTAIN ON TABLES TO reader;
CREATE COLLATION built_in (PROVIDER = builtin, LOCALE = 'C.UTF-8');
CREATE DOMAIN required AS text CONSTRAINT must NOT NULL CHECK (VALUE IN ('a', 'b'));
CREATE DOMAIN plainly AS text NOT NULL;
-- No exclusion constraint on it: pg_dump attaches the partition's index, which the server refuses for that kind.
CREATE TABLE parts (id integer GENERATED ALWAYS AS IDENTITY, r int4range) PARTITION BY RANGE (r);
CREATE TABLE parts_1 PARTITION OF parts DEFAULT;
CREATE VIEW tabled AS SELECT t.* FROM kept, JSON_TABLE(doc, '$[*]' AS root PASSING 1 AS x COLUMNS (n FOR ORDINALITY, id integer PATH '$.id' DEFAULT 0 ON EMPTY ERROR ON ERROR,
  has boolean EXISTS PATH '$.has', sub jsonb FORMAT JSON PATH '$.sub' WITH CONDITIONAL WRAPPER, NESTED PATH '$.list[*]' AS inner_ COLUMNS (v text PATH '$'))) t;
CREATE VIEW questioned AS SELECT json_exists(doc, '$.a ? (@ > $x)' PASSING 1 AS x) AS e, json_value(doc, '$.a' RETURNING integer DEFAULT 1 ON EMPTY) AS v,
  json_query(doc, '$.b' KEEP QUOTES) AS q, json_scalar(1) AS s, json_serialize(doc) AS z, json('{}') AS j, at AT LOCAL AS here, to_bin(id) AS b FROM kept;
CREATE FUNCTION merging() RETURNS SETOF text LANGUAGE sql BEGIN ATOMIC
  MERGE INTO kept k USING (VALUES (1, 'a')) v (id, s) ON k.id = v.id
    WHEN MATCHED THEN UPDATE SET s = v.s
    WHEN NOT MATCHED BY SOURCE AND k.s IN ('x', 'y') THEN DELETE
    WHEN NOT MATCHED BY TARGET THEN INSERT (id, s) VALUES (v.id, v.s)
    RETURNING merge_action();
END;
CREATE FUNCTION entering() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER enter ON login EXECUTE FUNCTION entering();
CREATE SUBSCRIPTION failing_over CONNECTION 'dbname=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE, failover = true);
CREATE STATISTICS reset_target ON id, s FROM kept;
ALTER STATISTICS reset_target SET STATISTICS 5;
ALTER STATISTICS reset_target SET STATISTICS DEFAULT;
ALTER TABLE kept ALTER s SET STATISTICS 5, ALTER s SET STATISTICS DEFAULT;
CREATE ACCESS METHOD heaped_17 TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE parts_of_heap (a integer) PARTITION BY LIST (a) USING heaped_17;
CREATE TABLE parts_of_heap_1 PARTITION OF parts_of_heap DEFAULT;
RESET search_path;
