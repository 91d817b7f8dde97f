-- together
DROP TABLE shop.gone;
ALTER TABLE shop.sales ADD COLUMN added integer DEFAULT 3;
ALTER TABLE shop.sales ADD CONSTRAINT note_not_null CHECK (note IS NOT NULL) NOT VALID;
ALTER TABLE shop.sales ADD CONSTRAINT sales_added_check CHECK ((added > 0)) NOT VALID;
-- together
ALTER TABLE shop.sales VALIDATE CONSTRAINT note_not_null;
-- together
ALTER TABLE shop.sales ALTER COLUMN note SET NOT NULL;
ALTER TABLE shop.sales DROP CONSTRAINT note_not_null;
CREATE TABLE shop.sales_2 PARTITION OF shop.sales (
  CONSTRAINT sales_2_id_key UNIQUE (id),
  CONSTRAINT small CHECK ((amount < (100)::numeric))
)
FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')
WITH (fillfactor = 70);
CREATE TABLE shop.sales_3 (
  note text NOT NULL,
  day date NOT NULL,
  id bigint NOT NULL,
  added integer DEFAULT 3,
  amount numeric,
  CONSTRAINT sales_added_check CHECK ((added > 0)),
  CONSTRAINT sales_amount_check CHECK ((amount > (0)::numeric))
);
-- together
ALTER TABLE shop.sales VALIDATE CONSTRAINT sales_added_check;
-- together
ALTER TABLE shop.sales ATTACH PARTITION shop.sales_3 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
