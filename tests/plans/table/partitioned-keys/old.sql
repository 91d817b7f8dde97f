CREATE SCHEMA shop;
CREATE TABLE shop.sales (id bigint, day date, amount numeric CHECK (amount > 0), note text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE shop.sales_1 PARTITION OF shop.sales FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX sales_note ON shop.sales (note);
CREATE TABLE shop.gone PARTITION OF shop.sales FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
