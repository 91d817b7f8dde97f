CREATE SCHEMA shop;
CREATE TABLE shop.goods (id integer, name text);
CREATE VIEW shop.shown AS SELECT id, name FROM shop.goods;
ALTER VIEW shop.shown ALTER name SET DEFAULT 'x', ALTER id SET DEFAULT 1;
COMMENT ON COLUMN shop.shown.id IS 'old';
CREATE MATERIALIZED VIEW shop.kept AS SELECT id, name FROM shop.goods;
ALTER MATERIALIZED VIEW shop.kept ALTER name SET STATISTICS 10;
