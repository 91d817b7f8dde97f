-- Text that a server prints again from a tree, and prints otherwise after a restore or on another major.
CREATE SCHEMA expressions;
SET search_path = expressions;

CREATE TABLE facts (
  id integer PRIMARY KEY,
  status varchar(20) CHECK (status IN ('new', 'old', 'it''s')),
  kind varchar CHECK (kind = ANY (ARRAY['a', 'b'])),
  other text CHECK (other NOT IN ('x', 'y')),
  fixed char(3) CHECK (fixed IN ('abc', 'def')),
  born date CHECK (born BETWEEN '2000-01-01' AND '2100-01-01'),
  at timestamptz CHECK (extract(year FROM at) > 1999 AND date_part('month', at) < 13),
  label text CHECK (label ~ '^[a-z]+$' AND label NOT LIKE 'a%' AND label !~~* '%b'),
  amount numeric CHECK (amount > 0 OR amount IS NULL),
  flags bit(3) CHECK (flags <> B'000'),
  doc jsonb CHECK (doc ? 'a' AND doc -> 'b' ->> 'c' = 'd'),
  tags text[] CHECK (tags <@ ARRAY['a', 'b']::text[] AND cardinality(tags) < 3),
  CHECK ((id, amount) < (10, 20)),
  CHECK (CASE WHEN status = 'new' THEN born IS NULL ELSE coalesce(amount, 0) >= 0 END),
  CHECK (btrim(label) <> '' AND length(trim(both 'x' FROM label)) > 0),
  CHECK (position('a' IN label) = 0 AND substring(label FROM 1 FOR 2) <> 'zz' AND overlay(label PLACING 'b' FROM 1) <> ''),
  CHECK (at AT TIME ZONE 'UTC' > '2000-01-01'::timestamp AND NOT (id = 5)),
  CHECK (status::text = lower((status)::text) AND id::bigint + 1::bigint > 0)
);
CREATE INDEX facts_status ON facts (id) WHERE status IN ('new', 'old');
CREATE INDEX facts_upper ON facts ((status || kind), (CASE WHEN id > 1 THEN 'x' ELSE 'y' END));
ALTER TABLE facts ALTER other SET DEFAULT ('a' || 'b')::varchar(10), ALTER at SET DEFAULT (now() AT TIME ZONE 'utc'),
  ALTER born SET DEFAULT CURRENT_DATE + 1, ALTER label SET DEFAULT CURRENT_USER, ALTER amount SET DEFAULT random() * 10;

CREATE VIEW in_lists AS SELECT id, status FROM facts WHERE status IN ('new', 'old') OR kind NOT IN ('a', 'b') OR id = ANY ('{1,2}');
CREATE VIEW functions AS SELECT extract(epoch FROM at) AS epoch, date_part('day', at) AS day, trim(leading FROM label) AS trimmed,
  btrim(label, 'x') AS other_trim, at AT TIME ZONE 'Europe/Paris' AS paris, timezone('UTC', at) AS utc, substring(label, 2) AS sub,
  position('b' IN label) AS place, overlay(label PLACING 'q' FROM 2 FOR 1) AS laid, (born, born + 5) OVERLAPS (born, born + 1) AS over,
  normalize(label, NFC) AS normal, label IS NORMALIZED AS is_normal, greatest(1, id) AS most, nullif(id, 0) AS maybe,
  CURRENT_TIMESTAMP(2) AS stamp, LOCALTIME AS clock, collation for (label) AS coll, xmlelement(name a, label) AS xml
  FROM facts;
CREATE VIEW single AS SELECT f.id AS again, f.* FROM facts f WHERE f.id > 0;
CREATE VIEW joins AS SELECT a.id, b.status, c.kind FROM facts a JOIN facts b USING (id) LEFT JOIN LATERAL (SELECT * FROM facts x WHERE x.id = a.id) c ON true
  FULL JOIN facts d ON d.id = a.id CROSS JOIN generate_series(1, 3) WITH ORDINALITY AS g(n, o);
CREATE VIEW aliased AS SELECT a, "B", one FROM (facts f (a, "B") NATURAL JOIN (SELECT kind, 1 AS one FROM facts) g);
CREATE VIEW grouped AS SELECT status, kind, count(*) FILTER (WHERE id > 1) AS some, sum(DISTINCT amount) AS total,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) AS middle, string_agg(label, ', ' ORDER BY label DESC) AS labels, grouping(status) AS g
  FROM facts GROUP BY GROUPING SETS ((status, kind), ROLLUP (status), ()) HAVING count(*) > 1;
CREATE VIEW by_key AS SELECT id, label, count(*) AS n FROM facts GROUP BY id;
CREATE VIEW on_by_key AS SELECT n FROM by_key;
CREATE VIEW windows AS SELECT id, rank() OVER w AS r, sum(amount) OVER (PARTITION BY kind ORDER BY id ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES) AS s,
  lag(id, 1, 0) OVER (w RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) AS l FROM facts WINDOW w AS (PARTITION BY status ORDER BY id DESC NULLS LAST);
CREATE VIEW walk AS WITH RECURSIVE t(n, path) AS (VALUES (1, ARRAY[1]) UNION ALL SELECT n + 1, path || n FROM t WHERE n < 10), m AS MATERIALIZED (SELECT 1 AS x)
  SELECT t.n, t.path[2:3] AS part, t.path[1] AS one, m.x FROM t, m ORDER BY 1 DESC LIMIT 5 OFFSET 1;
CREATE VIEW sets AS (SELECT id FROM facts EXCEPT ALL SELECT 1) UNION (SELECT 2 INTERSECT SELECT 3) ORDER BY 1 FETCH FIRST 2 ROWS WITH TIES;
CREATE VIEW subqueries AS SELECT id, EXISTS (SELECT FROM facts g WHERE g.id = f.id) AS e, ARRAY(SELECT id FROM facts) AS all_ids,
  (SELECT max(id) FROM facts) AS top, id IN (SELECT id FROM facts) AS i, (id, kind) = ANY (SELECT id, kind FROM facts) AS p, ROW(id, kind) IS NOT NULL AS r
  FROM facts f WHERE id > ALL (SELECT 1) FOR UPDATE OF f SKIP LOCKED;
CREATE VIEW distincts AS SELECT DISTINCT ON (status) status, id, 'x' AS literal, NULL AS nothing, 1.50 AS number, '1 day'::interval AS span,
  ARRAY[]::integer[] AS empty, '{}'::jsonb AS doc, 'a' || 'b' = 'ab' AS eq FROM facts TABLESAMPLE bernoulli (10) REPEATABLE (3) ORDER BY status, id;
CREATE VIEW renamed (first, "Second one") AS SELECT id, label FROM facts;
ALTER VIEW renamed RENAME COLUMN first TO uno;
ALTER VIEW renamed ALTER uno SET DEFAULT 5;
CREATE VIEW whole_row AS SELECT f, (f).id AS inner_id, f IS NULL AS n, f::text AS t FROM facts f;
CREATE VIEW of_values AS SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v (n, t);
CREATE VIEW from_functions AS SELECT * FROM ROWS FROM (generate_series(1, 2), jsonb_to_recordset('[]') AS (a integer, b text)) AS r (s, a, b);
CREATE VIEW checked WITH (security_barrier) AS SELECT id, status FROM facts WHERE id > 3 WITH CASCADED CHECK OPTION;
CREATE VIEW locally WITH (check_option = local, security_barrier = false) AS SELECT id FROM facts WHERE id > 4;
CREATE VIEW nested AS SELECT * FROM in_lists JOIN checked USING (id, status);
COMMENT ON VIEW nested IS 'on two';
COMMENT ON COLUMN nested.id IS 'the id';

CREATE MATERIALIZED VIEW kept WITH (fillfactor = 90) AS SELECT status, count(*) AS n FROM facts WHERE status IN ('new', 'old') GROUP BY status;
CREATE UNIQUE INDEX kept_key ON kept (status);
CREATE MATERIALIZED VIEW kept_empty AS SELECT * FROM kept WITH NO DATA;
ALTER MATERIALIZED VIEW kept ALTER n SET STATISTICS 9;

CREATE RULE no_delete AS ON DELETE TO facts DO INSTEAD NOTHING;
CREATE RULE also AS ON UPDATE TO facts WHERE new.status IN ('new', 'old') DO ALSO (INSERT INTO facts (id) VALUES (new.id + 1); DELETE FROM facts WHERE id = old.id AND kind IN ('a', 'b'));
CREATE RULE telling AS ON UPDATE TO facts DO NOTIFY changed;
CREATE RULE through AS ON INSERT TO renamed DO INSTEAD INSERT INTO facts (id, label) VALUES (new.uno, new."Second one") RETURNING id, label;
ALTER TABLE facts DISABLE RULE also;
COMMENT ON RULE also ON facts IS 'off';

CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER on_change BEFORE UPDATE OF status, kind ON facts FOR EACH ROW WHEN (new.status IN ('new', 'old') AND old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION note('a', 'it''s');
CREATE TRIGGER by_statement AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON facts EXECUTE FUNCTION note();
CREATE TRIGGER with_tables AFTER UPDATE ON facts REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION note();
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON facts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER instead INSTEAD OF INSERT ON in_lists FOR EACH ROW EXECUTE FUNCTION note();
ALTER TABLE facts DISABLE TRIGGER by_statement, ENABLE ALWAYS TRIGGER with_tables, ENABLE REPLICA TRIGGER on_change;
COMMENT ON TRIGGER later ON facts IS 'in the end';
CREATE TABLE parted (a integer, s varchar) PARTITION BY LIST (a);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES IN (2);
CREATE TRIGGER each_row AFTER INSERT ON parted FOR EACH ROW WHEN (new.s IN ('a', 'b')) EXECUTE FUNCTION note();
ALTER TABLE parted_2 DISABLE TRIGGER each_row;

CREATE FUNCTION noted() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('DROP TABLE', 'ALTER TABLE') EXECUTE FUNCTION expressions.noted();
ALTER EVENT TRIGGER watch DISABLE;
COMMENT ON EVENT TRIGGER watch IS 'asleep';
RESET search_path;
