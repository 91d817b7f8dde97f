-- together
CREATE FUNCTION shop.is_fine(integer)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1 > 0$function$;
CREATE TABLE shop.counted (
  id integer,
  twice integer GENERATED ALWAYS AS ((shop.is_fine(id))::integer) STORED
);
CREATE FUNCTION shop.count_of(shop.counted)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT 1$function$;
CREATE FUNCTION shop.next_one()
 RETURNS integer
 LANGUAGE sql
BEGIN ATOMIC
 SELECT (count(*))::integer AS count
    FROM shop.counted;
END;
CREATE TABLE shop.new (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  customer integer NOT NULL,
  number integer NOT NULL,
  price numeric(10,2),
  during int4range,
  CONSTRAINT new_pkey PRIMARY KEY (id),
  CONSTRAINT new_during_excl EXCLUDE USING gist (during WITH &&),
  CONSTRAINT new_number_check CHECK (shop.is_fine(number)),
  CONSTRAINT new_price_check CHECK ((price < (100)::numeric)),
  CONSTRAINT "price is positive" CHECK ((price > (0)::numeric))
);
ALTER TABLE shop.counted ALTER COLUMN id SET DEFAULT shop.next_one();
ALTER TABLE shop.counted ADD CONSTRAINT counted_check CHECK ((shop.count_of(counted.*) > 0));
ALTER TABLE shop.new
  ADD CONSTRAINT new_customer_fkey FOREIGN KEY (customer) REFERENCES shop.customers(id) ON DELETE CASCADE;
ALTER TABLE shop.new
  ADD CONSTRAINT new_customer_number_key UNIQUE (customer, number) WITH (fillfactor=70);
ALTER TABLE shop.new REPLICA IDENTITY USING INDEX new_customer_number_key;
ALTER INDEX shop.customers_mail RENAME TO customers_mail__old;
CREATE INDEX new_number ON shop.new USING btree (number);
ALTER TABLE shop.new CLUSTER ON new_number;
ALTER TABLE shop.a DROP CONSTRAINT a_b_fkey;
ALTER TABLE shop.b DROP CONSTRAINT b_a_fkey;
ALTER TABLE shop.was_keyed DROP CONSTRAINT was_keyed_pkey;
ALTER TABLE shop.was_keyed ALTER COLUMN id DROP NOT NULL;
DROP TABLE shop.a;
DROP TABLE shop.b;
-- alone
CREATE UNIQUE INDEX CONCURRENTLY plain_id ON shop.plain (id);
-- together
ALTER TABLE shop.plain ADD CONSTRAINT plain_id UNIQUE USING INDEX plain_id;
ALTER TABLE shop.plain REPLICA IDENTITY USING INDEX plain_id;
-- alone
CREATE UNIQUE INDEX CONCURRENTLY plain_pkey ON shop.plain (key);
-- together
ALTER TABLE shop.plain ADD CONSTRAINT plain_pkey PRIMARY KEY USING INDEX plain_pkey;
-- alone
CREATE UNIQUE INDEX CONCURRENTLY customers_mail ON shop.customers USING btree (mail, code);
-- together
ALTER TABLE shop.customers REPLICA IDENTITY USING INDEX customers_mail;
ALTER TABLE shop.customers CLUSTER ON customers_mail;
-- alone
DROP INDEX CONCURRENTLY shop.customers_code;
-- alone
DROP INDEX CONCURRENTLY shop.customers_mail__old;
