-- together
DROP VIEW shop.cheap;
DROP VIEW shop.lengths;
DROP VIEW shop.names;
ALTER TABLE shop.goods DROP COLUMN twice;
ALTER TABLE shop.goods ALTER COLUMN id TYPE bigint;
ALTER TABLE shop.goods ALTER COLUMN name TYPE text;
ALTER TABLE shop.goods ALTER COLUMN price TYPE bigint;
ALTER TABLE shop.goods ADD COLUMN twice bigint GENERATED ALWAYS AS (price * 2) STORED;
ALTER TABLE shop.orders ALTER COLUMN good TYPE bigint;
ALTER TABLE shop.orders ALTER COLUMN id TYPE bigint;
ALTER INDEX shop.goods_name RENAME TO goods_name__old;
CREATE VIEW shop.cheap AS
 SELECT goods.price
   FROM shop.goods
  WHERE (goods.price < 5);
ALTER VIEW shop.cheap OWNER TO postgres;
CREATE VIEW shop.names AS
 SELECT goods.id,
    goods.name,
    goods.price
   FROM shop.goods;
CREATE VIEW shop.lengths AS
 SELECT length(names.name) AS length
   FROM shop.names;
ALTER VIEW shop.lengths OWNER TO postgres;
ALTER VIEW shop.names OWNER TO postgres;
-- alone
CREATE INDEX CONCURRENTLY goods_name ON shop.goods USING btree (lower(name) text_ops);
-- alone
DROP INDEX CONCURRENTLY shop.goods_name__old;
