CREATE TYPE public.whole AS (x integer);
CREATE PROCEDURE public.plain(a integer, b text DEFAULT 'y') LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS 'BEGIN END';
CREATE PROCEDURE public.outs(a integer, OUT b integer) LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN b := a; END';
COMMENT ON PROCEDURE public.outs(IN a integer, OUT b integer) IS 'one out';
CREATE PROCEDURE public.becomes(a integer) LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE public.standard(a integer) LANGUAGE sql BEGIN ATOMIC SELECT a + 2; END;
CREATE PROCEDURE public.loses(a integer, b text) LANGUAGE sql AS 'SELECT 1';
