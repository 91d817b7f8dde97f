CREATE SCHEMA "Odd Schema";
CREATE DOMAIN public.gone AS text;
CREATE DOMAIN public.percent AS numeric(5,2) DEFAULT 1;
CREATE DOMAIN public.strict AS integer NOT NULL;
CREATE DOMAIN public.name AS text;
CREATE DOMAIN public.nested AS public.name;
