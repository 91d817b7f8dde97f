-- One of everything the catalog knows, with names that hurt.
-- Roles are shared by all databases of the test server.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN CREATE ROLE app; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'keeper of "keys"') THEN CREATE ROLE "keeper of ""keys"""; END IF;
EXCEPTION WHEN unique_violation OR duplicate_object THEN NULL;
END $$;
CREATE SCHEMA shop AUTHORIZATION app;
COMMENT ON SCHEMA shop IS 'what is sold';
GRANT USAGE ON SCHEMA shop TO "keeper of ""keys""" WITH GRANT OPTION;
CREATE EXTENSION citext SCHEMA shop;
CREATE TYPE shop.mood AS ENUM ('sad', 'it''s fine', 'happy, "very"');
ALTER TYPE shop.mood ADD VALUE 'so-so' BEFORE 'it''s fine';
COMMENT ON TYPE shop.mood IS 'moods';
CREATE DOMAIN shop.percent AS numeric(5,2) DEFAULT 0 NOT NULL CONSTRAINT sane CHECK (VALUE >= 0 AND VALUE <= 100);
CREATE DOMAIN shop.name AS text COLLATE "C";
CREATE TYPE shop.point3 AS (x double precision, "y ""y""" text COLLATE "C", z shop.mood);
COMMENT ON COLUMN shop.point3.x IS 'east';
CREATE SEQUENCE shop.tickets AS integer START 10 INCREMENT 5 MINVALUE 5 MAXVALUE 1000 CACHE 2 CYCLE;
COMMENT ON SEQUENCE shop.tickets IS 'numbers';
CREATE TABLE shop.customers (
  id bigint GENERATED ALWAYS AS IDENTITY (START 100 INCREMENT 2) PRIMARY KEY,
  gone integer,
  serial_no serial,
  status varchar(20) DEFAULT 'new' NOT NULL CHECK (status IN ('new', 'old', 'it''s')),
  mood shop.mood DEFAULT 'sad',
  email shop.citext,
  born timestamptz DEFAULT '2020-01-01 00:00:00+00',
  share shop.percent,
  full_name text COLLATE "C" NOT NULL,
  shout text GENERATED ALWAYS AS (upper(full_name)) STORED,
  place shop.point3,
  "strange ""col""
##[error]::add-mask::`|" text[] DEFAULT '{}'
) WITH (fillfactor = 80, autovacuum_enabled = off, toast.autovacuum_enabled = off);
ALTER TABLE shop.customers DROP COLUMN gone;
ALTER TABLE shop.customers ALTER full_name SET STORAGE external, ALTER full_name SET STATISTICS 500,
  ALTER full_name SET (n_distinct = 10), ALTER full_name SET COMPRESSION pglz;
COMMENT ON TABLE shop.customers IS 'who buys';
COMMENT ON COLUMN shop.customers.email IS 'where to write';
ALTER TABLE shop.customers OWNER TO app;
GRANT SELECT ON shop.customers TO PUBLIC;
GRANT UPDATE (email), SELECT (email) ON shop.customers TO "keeper of ""keys""";
CREATE TABLE shop.orders (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  customer bigint NOT NULL,
  during tstzrange,
  placed date NOT NULL,
  amount numeric(10,2) CHECK (amount > 0),
  CONSTRAINT orders_key PRIMARY KEY (id, placed)
) PARTITION BY RANGE (placed);
CREATE TABLE shop.orders_2025 PARTITION OF shop.orders FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE shop.orders_rest (during tstzrange, placed date NOT NULL, amount numeric(10,2) CHECK (amount > 0),
  id uuid DEFAULT gen_random_uuid() NOT NULL, customer bigint NOT NULL,
  CONSTRAINT orders_amount_check CHECK (amount > 0));
ALTER TABLE shop.orders_rest DROP CONSTRAINT orders_rest_amount_check;
ALTER TABLE shop.orders ATTACH PARTITION shop.orders_rest DEFAULT;
ALTER TABLE shop.orders ADD CONSTRAINT buyer FOREIGN KEY (customer) REFERENCES shop.customers (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
COMMENT ON CONSTRAINT buyer ON shop.orders IS 'who bought';
CREATE INDEX orders_placed ON shop.orders (placed DESC NULLS LAST) INCLUDE (amount);
CREATE INDEX orders_alone ON ONLY shop.orders (customer);
CREATE INDEX customers_shout ON shop.customers (lower(full_name), mood) WITH (fillfactor = 70) WHERE status IN ('new', 'old');
ALTER INDEX shop.customers_shout ALTER COLUMN 1 SET STATISTICS 300;
COMMENT ON INDEX shop.customers_shout IS 'loud';
CREATE UNIQUE INDEX customers_email ON shop.customers (email);
ALTER TABLE shop.customers CLUSTER ON customers_email;
CREATE UNLOGGED TABLE shop.rooms (room integer NOT NULL, during tstzrange,
  CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&), UNIQUE NULLS NOT DISTINCT (room));
ALTER TABLE shop.rooms ADD CONSTRAINT later CHECK (room > 0) NOT VALID;
ALTER TABLE shop.rooms REPLICA IDENTITY FULL;
CREATE TABLE shop.base (a integer, b text, CONSTRAINT base_a CHECK (a > 0) NO INHERIT, CONSTRAINT base_b CHECK (b <> ''));
CREATE TABLE shop.heir (c integer) INHERITS (shop.base);
ALTER TABLE shop.base ADD COLUMN d integer DEFAULT 4;
CREATE TABLE shop.typed OF shop.point3 (x WITH OPTIONS DEFAULT 1);
CREATE VIEW shop.young WITH (security_barrier) AS
  SELECT id, status, mood, upper(status) AS loud FROM shop.customers WHERE status IN ('new', 'old') WITH LOCAL CHECK OPTION;
ALTER VIEW shop.young ALTER COLUMN status SET DEFAULT 'new';
COMMENT ON COLUMN shop.young.loud IS 'shouted';
COMMENT ON VIEW shop.young IS 'young ones';
CREATE VIEW shop.insecure WITH (security_invoker) AS SELECT * FROM shop.young;
CREATE MATERIALIZED VIEW shop.totals WITH (fillfactor = 90) AS
  SELECT customer, sum(amount) AS total FROM shop.orders GROUP BY customer WITH NO DATA;
CREATE UNIQUE INDEX totals_key ON shop.totals (customer);
COMMENT ON MATERIALIZED VIEW shop.totals IS 'sums';
CREATE FUNCTION shop.area(r double precision, VARIADIC more integer[] DEFAULT '{}') RETURNS double precision
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 7 AS 'SELECT 3 * r * r';
CREATE FUNCTION shop.standard(a integer) RETURNS TABLE (b integer) LANGUAGE sql STABLE ROWS 5
  BEGIN ATOMIC SELECT count(*)::integer FROM shop.customers WHERE status IN ('new', 'old') AND serial_no > a; END;
CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = shop, pg_temp SET work_mem = '8MB'
  AS $$ BEGIN RETURN new; END $$;
COMMENT ON FUNCTION shop.touch() IS 'touches';
REVOKE ALL ON FUNCTION shop.touch() FROM PUBLIC;
CREATE PROCEDURE shop.sweep(days integer DEFAULT 3) LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
COMMENT ON PROCEDURE shop.sweep IS 'sweeps';
CREATE PROCEDURE shop.tidy(a integer, INOUT b integer DEFAULT 1) LANGUAGE sql
  BEGIN ATOMIC SELECT count(*)::integer FROM shop.customers WHERE status IN ('new', 'old') AND serial_no > a; END;
CREATE TRIGGER touched BEFORE UPDATE OF status ON shop.customers FOR EACH ROW WHEN (new.status IN ('new', 'old')) EXECUTE FUNCTION shop.touch();
COMMENT ON TRIGGER touched ON shop.customers IS 'on touch';
CREATE TRIGGER placed AFTER INSERT ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.touch();
ALTER TABLE shop.orders_2025 DISABLE TRIGGER placed;
CREATE CONSTRAINT TRIGGER checked AFTER INSERT ON shop.rooms DEFERRABLE FOR EACH ROW EXECUTE FUNCTION shop.touch();
ALTER TABLE shop.customers ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own ""rows""
::error::" ON shop.customers AS RESTRICTIVE FOR UPDATE TO app, "keeper of ""keys""" USING (status IN ('new', 'old')) WITH CHECK (id > 0 AND EXISTS (SELECT FROM shop.orders o WHERE o.customer = customers.id));
CREATE POLICY closed ON shop.rooms USING (room > 1);
COMMENT ON POLICY closed ON shop.rooms IS 'shut';
CREATE TABLE "we""ird
::add-mask::" ("##[error]" integer CONSTRAINT "a|b`c" CHECK ("##[error]" > 0));
CREATE TEMPORARY TABLE passing (a integer);
