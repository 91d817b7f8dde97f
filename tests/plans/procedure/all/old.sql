CREATE TYPE public.whole AS (x integer);
CREATE PROCEDURE public.plain(a integer, b text DEFAULT 'x') LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE public.outs(a integer, OUT b integer) LANGUAGE plpgsql AS 'BEGIN b := a; END';
CREATE PROCEDURE public.outs(a integer, b integer) LANGUAGE plpgsql AS 'BEGIN END';
CREATE PROCEDURE public."P (x)"(INOUT "A a" integer, VARIADIC v text[]) LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION public.becomes(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE public.standard(a integer) LANGUAGE sql BEGIN ATOMIC SELECT a + 1; END;
CREATE PROCEDURE public.loses(a integer, b text DEFAULT 'x') LANGUAGE sql AS 'SELECT 1';
