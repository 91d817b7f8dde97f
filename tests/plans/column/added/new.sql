CREATE SCHEMA shop;
CREATE TABLE shop.goods (id integer,
  plain text,
  with_default integer DEFAULT 5 NOT NULL,
  random_one uuid DEFAULT gen_random_uuid(),
  number bigserial,
  always bigint GENERATED ALWAYS AS IDENTITY,
  twice integer GENERATED ALWAYS AS (id * 2) STORED,
  "New one" varchar(10) COLLATE "C" DEFAULT 'x');
ALTER TABLE shop.goods ALTER plain SET STORAGE external;
COMMENT ON COLUMN shop.goods.plain IS 'added';
INSERT INTO shop.goods (id) VALUES (1), (2);
