-- together
DROP DOMAIN public.nested;
DROP DOMAIN public.name;
DROP DOMAIN public.percent;
DROP DOMAIN public.strict;
CREATE DOMAIN "Odd Schema"."Do main""" AS text
  COLLATE "C"
  DEFAULT 'it''s'::text
  NOT NULL;
COMMENT ON DOMAIN "Odd Schema"."Do main""" IS 'odd';
CREATE DOMAIN public.name AS character varying(10)
  COLLATE "C";
CREATE DOMAIN public.nested AS public.name;
CREATE DOMAIN public.percent AS numeric(5,2)
  DEFAULT 2
  NOT NULL;
CREATE DOMAIN public.strict AS integer
  DEFAULT 5;
DROP DOMAIN public.gone;
