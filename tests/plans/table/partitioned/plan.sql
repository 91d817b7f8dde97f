-- together
ALTER TABLE shop.sales DETACH PARTITION shop.sales_2025;
CREATE TABLE shop."By hash" (
  "Key" integer,
  b text
)
PARTITION BY HASH ("Key");
CREATE TABLE shop."By hash.1" PARTITION OF shop."By hash"
FOR VALUES WITH (modulus 2, remainder 0);
ALTER TABLE shop.sales ADD COLUMN added integer DEFAULT 3;
ALTER TABLE shop.alone ADD COLUMN added integer DEFAULT 3;
ALTER TABLE shop.sales ALTER COLUMN amount TYPE numeric(12,2);
ALTER TABLE shop.sales ALTER COLUMN amount SET DEFAULT 1;
ALTER TABLE shop.sales DETACH PARTITION shop.moves;
ALTER TABLE shop.sales ATTACH PARTITION shop.moves FOR VALUES FROM ('2001-01-01') TO ('2002-01-01');
CREATE TABLE shop.sales_more PARTITION OF shop.sales
FOR VALUES FROM ('2026-01-01') TO ('2028-01-01')
PARTITION BY LIST (note);
CREATE TABLE shop.sales_more_a PARTITION OF shop.sales_more
FOR VALUES IN ('a', NULL);
ALTER TABLE shop.sales_more_a ALTER COLUMN amount DROP DEFAULT;
ALTER TABLE shop.sales_more_a ALTER COLUMN note SET STORAGE EXTERNAL;
ALTER TABLE shop.sales_more_a ALTER COLUMN note SET STATISTICS 9;
ALTER TABLE shop.sales_more_a ALTER COLUMN added SET DEFAULT 4;
CREATE TABLE shop.sales_rest PARTITION OF shop.sales
DEFAULT;
CREATE TABLE shop.swapped (
  note text,
  day date NOT NULL,
  id bigint NOT NULL,
  added integer,
  amount numeric(12,2) DEFAULT 7
);
ALTER TABLE shop.sales ATTACH PARTITION shop.swapped FOR VALUES FROM ('1990-01-01') TO ('1991-01-01');
ALTER TABLE shop.alone ALTER COLUMN amount TYPE numeric(12,2);
ALTER TABLE shop.alone ALTER COLUMN amount SET DEFAULT 1;
ALTER TABLE shop.sales ATTACH PARTITION shop.alone FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
ALTER TABLE shop.sales_2024 ALTER COLUMN amount SET DEFAULT 5;
ALTER TABLE shop.sales_2024 ADD CONSTRAINT note_not_null CHECK (note IS NOT NULL) NOT VALID;
ALTER TABLE shop.sales_2025 ADD COLUMN added integer DEFAULT 3;
ALTER TABLE shop.sales_2025 ALTER COLUMN amount TYPE numeric(12,2);
ALTER TABLE shop.sales_2025 ALTER COLUMN amount SET DEFAULT 1;
-- together
ALTER TABLE shop.sales_2024 VALIDATE CONSTRAINT note_not_null;
-- together
ALTER TABLE shop.sales_2024 ALTER COLUMN note SET NOT NULL;
ALTER TABLE shop.sales_2024 DROP CONSTRAINT note_not_null;
COMMENT ON COLUMN shop.sales_2024.note IS 'new';
