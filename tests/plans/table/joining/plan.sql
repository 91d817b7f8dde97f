-- together
ALTER TABLE public.m DETACH PARTITION public.m1;
ALTER TABLE public.m ALTER COLUMN kind TYPE bigint;
ALTER TABLE public.m1 ALTER COLUMN kind TYPE bigint;
ALTER TABLE public.m DROP COLUMN extra;
ALTER TABLE public.m ATTACH PARTITION public.m3 FOR VALUES FROM (1) TO (2);
ALTER TABLE public.m1 DROP COLUMN extra;
