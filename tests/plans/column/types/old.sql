CREATE SCHEMA shop;
CREATE TABLE shop.goods (
  id integer NOT NULL, sku varchar(10), name varchar(20), price numeric(8,2) DEFAULT 0, weight real,
  made timestamp, seen date, flag boolean DEFAULT true, tags text[], code text DEFAULT '5', ident text, num integer DEFAULT 7,
  narrow text, big bigint, kept text COLLATE "C", short varchar(5) DEFAULT 'x', "Odd ""one" integer);
INSERT INTO shop.goods (id, sku, tags, code, ident, num, narrow, big, flag) VALUES
  (1, 'a', '{1,2}', '42', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 3, 'ab', 5, true);
