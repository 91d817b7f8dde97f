-- together
ALTER DOMAIN public.percent DROP CONSTRAINT sane;
ALTER DOMAIN public.percent ADD CONSTRAINT another CHECK ((VALUE < (900)::numeric)) NOT VALID;
ALTER DOMAIN public.percent ADD CONSTRAINT more CHECK ((VALUE < (900)::numeric)) NOT VALID;
ALTER DOMAIN public.percent ADD CONSTRAINT sane CHECK ((VALUE > (0)::numeric)) NOT VALID;
ALTER DOMAIN public.percent DROP CONSTRAINT percent_check;
-- together
ALTER DOMAIN public.percent VALIDATE CONSTRAINT later;
-- together
COMMENT ON CONSTRAINT later ON DOMAIN public.percent IS NULL;
-- together
ALTER DOMAIN public.percent VALIDATE CONSTRAINT more;
-- together
ALTER DOMAIN public.percent VALIDATE CONSTRAINT sane;
-- together
COMMENT ON CONSTRAINT sane ON DOMAIN public.percent IS 'sane';
