CREATE SCHEMA shop;
CREATE TABLE shop.goods (id integer, gone text, "Gone too" integer DEFAULT 3);
INSERT INTO shop.goods VALUES (1, 'a'), (2, 'b');
