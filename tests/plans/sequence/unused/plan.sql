-- together
SELECT pg_catalog.setval('public.below', 1, false) FROM public.below WHERE NOT is_called AND last_value NOT BETWEEN 1 AND 32767;
ALTER SEQUENCE public.below AS smallint MINVALUE 1 MAXVALUE 32767 START WITH 1;
SELECT pg_catalog.setval('public.high', 1, false) FROM public.high WHERE NOT is_called AND last_value NOT BETWEEN 1 AND 32767;
ALTER SEQUENCE public.high AS smallint MINVALUE 1 MAXVALUE 32767 START WITH 1;
ALTER SEQUENCE public.turns INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 RESTART;
SELECT pg_catalog.setval('public.t_id_seq', 1, false) FROM public.t_id_seq WHERE NOT is_called AND last_value NOT BETWEEN 1 AND 9223372036854775807;
ALTER TABLE public.t ALTER COLUMN id SET MINVALUE 1 SET START WITH 1;
