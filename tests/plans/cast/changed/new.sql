CREATE SCHEMA "Sch ema";
CREATE CAST (point AS text) WITH INOUT AS IMPLICIT;
CREATE CAST (double precision AS timestamp with time zone) WITH INOUT;
CREATE CAST (text AS point) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (text AS point) IS 'a place';
