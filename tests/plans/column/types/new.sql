CREATE SCHEMA shop;
CREATE TABLE shop.goods (
  id bigint NOT NULL, sku varchar(20), name text, price numeric(12,2) DEFAULT 0, weight double precision,
  made timestamptz, seen timestamp, flag integer DEFAULT 1, tags integer[], code integer DEFAULT 6, ident uuid, num text DEFAULT 'seven',
  narrow varchar(5), big integer, kept text, short varchar(7) DEFAULT 'y', "Odd ""one" smallint);
INSERT INTO shop.goods (id, sku, tags, code, num, narrow, big, flag) VALUES (1, 'a', '{1,2}', 42, '3', 'ab', 5, 1);
