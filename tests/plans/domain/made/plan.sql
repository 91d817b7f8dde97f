-- together
DROP DOMAIN public.nested;
DROP DOMAIN public.name;
CREATE DOMAIN "Odd Schema"."Do main""" AS text
  COLLATE "C"
  DEFAULT 'it''s'::text
  NOT NULL;
COMMENT ON DOMAIN "Odd Schema"."Do main""" IS 'odd';
CREATE DOMAIN public.name AS character varying(10)
  COLLATE "C";
ALTER DOMAIN public.name OWNER TO postgres;
CREATE DOMAIN public.nested AS public.name;
ALTER DOMAIN public.nested OWNER TO postgres;
ALTER DOMAIN public.percent SET NOT NULL;
ALTER DOMAIN public.percent SET DEFAULT 2;
ALTER DOMAIN public.strict SET DEFAULT 5;
ALTER DOMAIN public.strict DROP NOT NULL;
DROP DOMAIN public.gone;
