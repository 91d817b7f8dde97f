CREATE SCHEMA "Odd Schema";
CREATE DOMAIN "Odd Schema"."Do main""" AS text COLLATE "C" DEFAULT 'it''s' NOT NULL;
COMMENT ON DOMAIN "Odd Schema"."Do main""" IS 'odd';
CREATE DOMAIN public.percent AS numeric(5,2) DEFAULT 2 NOT NULL;
CREATE DOMAIN public.strict AS integer DEFAULT 5;
CREATE DOMAIN public.name AS varchar(10) COLLATE "C";
CREATE DOMAIN public.nested AS public.name;
