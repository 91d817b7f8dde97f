-- together
ALTER TABLE public.t ADD COLUMN c1 bigint;
GRANT SELECT (c1) ON TABLE public.t TO pg_monitor;
GRANT INSERT (c1) ON TABLE public.t TO pg_read_all_data;
GRANT SELECT (c2) ON TABLE public.t TO pg_monitor;
