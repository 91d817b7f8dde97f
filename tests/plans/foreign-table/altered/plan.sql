-- together
DROP FOREIGN TABLE shop.moves;
CREATE TABLE shop.base (
  id integer
);
CREATE FOREIGN TABLE shop."Heir" (
  more integer OPTIONS (x 'y')
)
INHERITS (shop.base)
SERVER west;
ALTER TABLE shop.whole ATTACH PARTITION shop.alone FOR VALUES FROM (20) TO (30);
ALTER FOREIGN TABLE shop.goods OPTIONS (SET file 'c', ADD more 'd', DROP "Odd");
COMMENT ON FOREIGN TABLE shop.goods IS 'far';
CREATE FOREIGN TABLE shop.moves (
  id integer
)
SERVER west;
ALTER FOREIGN TABLE shop.moves OWNER TO postgres;
CREATE FOREIGN TABLE shop.new PARTITION OF shop.whole
FOR VALUES FROM (30) TO (40)
SERVER east
OPTIONS (a 'b');
ALTER TABLE shop.whole DETACH PARTITION shop.part;
ALTER TABLE shop.whole ATTACH PARTITION shop.part FOR VALUES FROM (1) TO (11);
ALTER FOREIGN TABLE shop.goods ADD COLUMN added integer DEFAULT 3;
ALTER FOREIGN TABLE shop.goods ALTER COLUMN id OPTIONS (SET column_name 'b', ADD third 'y', DROP other);
ALTER FOREIGN TABLE shop.goods ALTER COLUMN id SET NOT NULL;
COMMENT ON COLUMN shop.goods.id IS 'farther';
ALTER FOREIGN TABLE shop.goods ALTER COLUMN name TYPE text;
ALTER FOREIGN TABLE shop.goods ADD CONSTRAINT small CHECK ((id < 100));
ALTER FOREIGN TABLE shop.goods DROP COLUMN gone;
DROP FOREIGN TABLE shop.gone;
