-- together
ALTER TABLE public.a ADD COLUMN e integer;
ALTER TABLE public.a DROP COLUMN a2;
DROP TABLE public.goes;
ALTER TABLE public.t ADD COLUMN c1 bigint;
