CREATE SCHEMA shop;
CREATE TABLE shop.goods (id integer, name text) WITH (fillfactor = 80, autovacuum_enabled = off);
CREATE TABLE shop.guarded (id integer);
ALTER TABLE shop.guarded ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.guarded FORCE ROW LEVEL SECURITY;
CREATE UNLOGGED TABLE shop.passing (id integer);
CREATE TABLE shop.lasting (id integer);
CREATE TABLE shop.told (id integer);
ALTER TABLE shop.told REPLICA IDENTITY FULL;
