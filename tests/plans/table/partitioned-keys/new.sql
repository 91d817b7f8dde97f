CREATE SCHEMA shop;
CREATE TABLE shop.sales (id bigint, day date, amount numeric CHECK (amount > 0), note text NOT NULL, added integer DEFAULT 3 CHECK (added > 0), PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE shop.sales_1 PARTITION OF shop.sales FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX sales_note ON shop.sales (note);
CREATE TABLE shop.sales_2 PARTITION OF shop.sales (CONSTRAINT small CHECK (amount < 100), UNIQUE (id)) FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') WITH (fillfactor = 70);
CREATE TABLE shop.sales_3 (note text NOT NULL, day date NOT NULL, id bigint NOT NULL, added integer DEFAULT 3 CONSTRAINT sales_added_check CHECK (added > 0), amount numeric CONSTRAINT sales_amount_check CHECK (amount > 0));
ALTER TABLE shop.sales ATTACH PARTITION shop.sales_3 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
