-- What leads out of the database: foreign data, replication, extensions.
CREATE SCHEMA outside;
SET search_path = outside;

CREATE FOREIGN DATA WRAPPER dummy OPTIONS (debug 'true', "quoted ""name""" 'it''s');
CREATE FOREIGN DATA WRAPPER checking VALIDATOR postgresql_fdw_validator;
CREATE SERVER far TYPE 'old' VERSION '1.2' FOREIGN DATA WRAPPER dummy OPTIONS (host 'far.example', port '5432');
CREATE SERVER plain FOREIGN DATA WRAPPER checking;
CREATE USER MAPPING FOR app SERVER far OPTIONS (user 'them', password 'their secret');
CREATE USER MAPPING FOR PUBLIC SERVER far;
COMMENT ON SERVER far IS 'far away';
COMMENT ON FOREIGN DATA WRAPPER dummy IS 'does nothing';
GRANT USAGE ON FOREIGN DATA WRAPPER dummy TO app;
GRANT USAGE ON FOREIGN SERVER far TO app WITH GRANT OPTION;
ALTER SERVER plain OWNER TO app;
CREATE FOREIGN TABLE abroad (id integer OPTIONS (column_name 'ID', other 'x') NOT NULL, note text COLLATE "C" DEFAULT 'n', CHECK (id > 0)) SERVER far OPTIONS (schema_name 's', table_name 't');
COMMENT ON FOREIGN TABLE abroad IS 'there';
CREATE TABLE spread (id integer, note text) PARTITION BY LIST (id);
CREATE FOREIGN TABLE spread_far PARTITION OF spread FOR VALUES IN (1) SERVER far;

CREATE TABLE told (id integer PRIMARY KEY, note text, status varchar);
CREATE TABLE told_too (id integer PRIMARY KEY);
CREATE PUBLICATION news FOR TABLE told, told_too WITH (publish = 'insert, update', publish_via_partition_root = true);
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE PUBLICATION silence WITH (publish = '');
COMMENT ON PUBLICATION news IS 'of two';
ALTER PUBLICATION silence OWNER TO app;
CREATE SUBSCRIPTION hearing CONNECTION 'dbname=nowhere password=secret' PUBLICATION news, more WITH (connect = false, slot_name = NONE, synchronous_commit = 'local');
COMMENT ON SUBSCRIPTION hearing IS 'nobody there';

CREATE EXTENSION citext SCHEMA outside;
CREATE EXTENSION hstore SCHEMA outside;
CREATE EXTENSION pg_trgm SCHEMA public;
COMMENT ON EXTENSION hstore IS 'keys and values';
CREATE TABLE of_extensions (email citext UNIQUE CHECK (email IN ('a@example.com', 'b@example.com')), data hstore DEFAULT 'a=>1', word text);
CREATE INDEX of_extensions_word ON of_extensions USING gin (word public.gin_trgm_ops);
CREATE INDEX of_extensions_data ON of_extensions USING gist (data);
CREATE VIEW on_extensions AS SELECT email = 'A@example.com' AS same, data -> 'a' AS a, data ? 'b' AS b, word OPERATOR(public.%) 'x' AS near FROM of_extensions;
CREATE FUNCTION with_citext(citext) RETURNS hstore LANGUAGE sql AS 'SELECT ''''::outside.hstore';
ALTER FUNCTION with_citext(citext) DEPENDS ON EXTENSION citext;
ALTER INDEX of_extensions_word DEPENDS ON EXTENSION pg_trgm;
CREATE MATERIALIZED VIEW leaning AS SELECT 1 AS one;
ALTER MATERIALIZED VIEW leaning DEPENDS ON EXTENSION citext;
REVOKE EXECUTE ON FUNCTION akeys(hstore) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION akeys(hstore) TO reader;
RESET search_path;
