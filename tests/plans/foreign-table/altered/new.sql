CREATE SCHEMA shop;
CREATE FOREIGN DATA WRAPPER far;
CREATE SERVER east FOREIGN DATA WRAPPER far;
CREATE SERVER west FOREIGN DATA WRAPPER far;
CREATE FOREIGN TABLE shop.goods (id integer OPTIONS (column_name 'b', third 'y') NOT NULL, name text, added integer DEFAULT 3,
  CONSTRAINT small CHECK (id < 100)) SERVER east OPTIONS (file 'c', more 'd');
CREATE FOREIGN TABLE shop.moves (id integer) SERVER west;
COMMENT ON FOREIGN TABLE shop.goods IS 'far';
COMMENT ON COLUMN shop.goods.id IS 'farther';
CREATE TABLE shop.whole (id integer, name text) PARTITION BY RANGE (id);
CREATE FOREIGN TABLE shop.part PARTITION OF shop.whole FOR VALUES FROM (1) TO (11) SERVER east;
CREATE FOREIGN TABLE shop.alone PARTITION OF shop.whole FOR VALUES FROM (20) TO (30) SERVER east;
CREATE FOREIGN TABLE shop.new PARTITION OF shop.whole FOR VALUES FROM (30) TO (40) SERVER east OPTIONS (a 'b');
CREATE TABLE shop.base (id integer);
CREATE FOREIGN TABLE shop."Heir" (more integer OPTIONS (x 'y')) INHERITS (shop.base) SERVER west;
