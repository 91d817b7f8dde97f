CREATE SCHEMA shop;
CREATE TABLE shop.goods (id integer, name text) WITH (fillfactor = 90, toast.autovacuum_enabled = off);
ALTER TABLE shop.goods ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.goods FORCE ROW LEVEL SECURITY;
CREATE TABLE shop.guarded (id integer);
CREATE TABLE shop.passing (id integer);
CREATE UNLOGGED TABLE shop.lasting (id integer);
CREATE TABLE shop.told (id integer);
ALTER TABLE shop.told REPLICA IDENTITY NOTHING;
