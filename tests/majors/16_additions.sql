-- What came with PostgreSQL 16.
CREATE SCHEMA since_16;
SET search_path = since_16;

CREATE COLLATION ruled (PROVIDER = icu, LOCALE = 'und', RULES = '&V << w <<< W');
CREATE TABLE documents (id integer STORAGE PLAIN, doc text STORAGE EXTERNAL CHECK (doc IS JSON OBJECT WITH UNIQUE KEYS), name text COLLATE ruled, hex integer DEFAULT 0xFF,
  big bigint DEFAULT 1_000_000, UNIQUE (id, name));
CREATE VIEW built AS SELECT json_array(1, 'a' NULL ON NULL) AS a, json_object('k': name ABSENT ON NULL WITH UNIQUE KEYS RETURNING jsonb) AS o,
  json_arrayagg(name ORDER BY id NULL ON NULL) AS g, json_objectagg(name: id) AS og, any_value(doc) AS any, doc IS NOT JSON ARRAY AS j
  FROM documents GROUP BY name, doc;
CREATE VIEW unaliased AS SELECT id FROM (SELECT id FROM documents);
CREATE VIEW normalised AS SELECT current_role AS r, system_user AS s, xmlserialize(CONTENT '<a/>'::xml AS text INDENT) AS x;
CREATE SUBSCRIPTION origins CONNECTION 'dbname=nowhere password=x' PUBLICATION p
  WITH (connect = false, slot_name = NONE, streaming = parallel, origin = none, password_required = false, run_as_owner = true);
CREATE TABLE holder (a integer);
CREATE TABLE many_checks (s varchar(3) CHECK (s IN ('a', 'b')), t name CHECK (t IN ('a', 'b')), c "char" CHECK (c IN ('a', 'b')), b bpchar CHECK (b = ANY ('{a,b}')));
CREATE VIEW single AS SELECT m.s, m.t FROM many_checks m WHERE m.s IN ('a', 'b') AND EXISTS (SELECT 1 FROM holder WHERE holder.a = 1);
RESET search_path;
