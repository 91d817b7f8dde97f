CREATE SCHEMA shop;
CREATE TABLE shop.goods (id integer PRIMARY KEY, name varchar(20) NOT NULL, price integer DEFAULT 1 CHECK (price > 0), twice integer GENERATED ALWAYS AS (price * 2) STORED);
CREATE VIEW shop.names AS SELECT id, name, price FROM shop.goods;
CREATE VIEW shop.lengths AS SELECT length(name) AS length FROM shop.names;
CREATE INDEX goods_name ON shop.goods (lower(name));
CREATE TABLE shop.orders (id integer PRIMARY KEY, good integer REFERENCES shop.goods);
CREATE VIEW shop.cheap AS SELECT price FROM shop.goods WHERE price < 5;
