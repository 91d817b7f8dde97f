-- together
CREATE INDEX parted_v ON public.parted USING btree (lower(v) text_ops, (((v || 'x'::text))) text_ops, at DESC);
ALTER TABLE public.parted DROP CONSTRAINT parted_key;
CREATE TABLE public.part PARTITION OF public.parted
FOR VALUES FROM ('2020-01-01') TO ('2022-01-01')
PARTITION BY HASH (id);
