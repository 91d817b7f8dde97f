CREATE SCHEMA shop;
CREATE ACCESS METHOD other TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE shop.kept (id integer);
CREATE TABLE shop.plain (id integer) USING other;
CREATE TABLE shop.new (id integer) USING other;
