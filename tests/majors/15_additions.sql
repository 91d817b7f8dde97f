-- What came with PostgreSQL 15.
CREATE SCHEMA since_15;
SET search_path = since_15;

CREATE TABLE tenants (tenant integer, id integer, note text, PRIMARY KEY (tenant, id));
CREATE TABLE posts (tenant integer, author integer, slug text, UNIQUE NULLS NOT DISTINCT (tenant, slug),
  FOREIGN KEY (tenant, author) REFERENCES tenants ON DELETE SET NULL (author));
CREATE UNIQUE INDEX posts_slug ON posts (slug) NULLS NOT DISTINCT WHERE tenant > 1;
CREATE VIEW invoker WITH (security_invoker) AS SELECT * FROM posts;
CREATE VIEW not_invoker WITH (security_invoker = false) AS SELECT * FROM posts;
CREATE UNLOGGED SEQUENCE fleeting;
CREATE UNLOGGED TABLE fleeting_rows (id integer GENERATED ALWAYS AS IDENTITY, s serial);
ALTER SEQUENCE fleeting_rows_s_seq SET LOGGED;
CREATE TABLE rounded (a numeric(3,-2), b numeric(3,5) DEFAULT 0.00123);
CREATE PROCEDURE merging() LANGUAGE sql BEGIN ATOMIC
  MERGE INTO posts p USING tenants t ON p.tenant = t.tenant AND p.slug IN ('a', 'b')
    WHEN MATCHED AND t.note = 'x' THEN DELETE
    WHEN MATCHED THEN UPDATE SET slug = t.note
    WHEN NOT MATCHED THEN INSERT (tenant, slug) VALUES (t.tenant, DEFAULT);
END;
CREATE VIEW matched AS SELECT regexp_count(note, 'a') AS n, range_agg(int4multirange(int4range(id, id + 1))) AS r FROM tenants GROUP BY note;
CREATE PUBLICATION filtered FOR TABLE tenants (tenant, id) WHERE (tenant IN (1, 2) AND id > 5), posts;
CREATE PUBLICATION of_schema FOR TABLES IN SCHEMA since_15;
CREATE SUBSCRIPTION careful CONNECTION 'dbname=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE, two_phase = true, disable_on_error = true);
CREATE TABLE cloned (a integer, s varchar) PARTITION BY LIST (a);
CREATE TABLE cloned_1 PARTITION OF cloned FOR VALUES IN (1);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER each_row BEFORE INSERT ON cloned FOR EACH ROW EXECUTE FUNCTION note();
ALTER TABLE cloned DISABLE TRIGGER each_row;
ALTER TABLE cloned_1 ENABLE ALWAYS TRIGGER each_row;
RESET search_path;
