CREATE SCHEMA shop;
CREATE TABLE shop.sales (id bigint NOT NULL, day date NOT NULL, amount numeric(10,2) DEFAULT 0, note text) PARTITION BY RANGE (day);
CREATE TABLE shop.sales_2024 PARTITION OF shop.sales FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE shop.sales_2025 PARTITION OF shop.sales FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE shop.alone (id bigint NOT NULL, day date NOT NULL, amount numeric(10,2) DEFAULT 0, note text);
COMMENT ON COLUMN shop.sales_2024.note IS 'old';
CREATE TABLE shop.moves PARTITION OF shop.sales FOR VALUES FROM ('2000-01-01') TO ('2001-01-01');
