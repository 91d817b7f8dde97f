CREATE SCHEMA shop;
CREATE TABLE shop.customers (id integer NOT NULL PRIMARY KEY, mail text NOT NULL, code text NOT NULL);
CREATE UNIQUE INDEX customers_mail ON shop.customers (mail, code);
ALTER TABLE shop.customers REPLICA IDENTITY USING INDEX customers_mail;
ALTER TABLE shop.customers CLUSTER ON customers_mail;
CREATE TABLE shop.plain (id integer NOT NULL CONSTRAINT plain_id UNIQUE, key integer PRIMARY KEY);
ALTER TABLE shop.plain REPLICA IDENTITY USING INDEX plain_id;
CREATE TABLE shop.was_keyed (id integer);
CREATE FUNCTION shop.is_fine(integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
CREATE TABLE shop.new (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer integer NOT NULL REFERENCES shop.customers ON DELETE CASCADE,
  number integer NOT NULL CHECK (shop.is_fine(number)),
  price numeric(10,2) CONSTRAINT "price is positive" CHECK (price > 0),
  during int4range,
  UNIQUE (customer, number) WITH (fillfactor = 70),
  EXCLUDE USING gist (during WITH &&),
  CHECK (price < 100) NOT VALID
);
CREATE INDEX new_number ON shop.new (number);
ALTER TABLE shop.new CLUSTER ON new_number;
ALTER TABLE shop.new REPLICA IDENTITY USING INDEX new_customer_number_key;
CREATE TABLE shop.counted (id integer);
CREATE FUNCTION shop.count_of(shop.counted) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION shop.next_one() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT count(*)::integer FROM shop.counted; END;
ALTER TABLE shop.counted ALTER id SET DEFAULT shop.next_one();
ALTER TABLE shop.counted ADD CHECK (shop.count_of(counted.*) > 0);
ALTER TABLE shop.counted ADD twice integer GENERATED ALWAYS AS (shop.is_fine(id)::integer) STORED;
