CREATE CAST (point AS text) WITH INOUT;
CREATE CAST (double precision AS timestamp with time zone) WITH FUNCTION to_timestamp(double precision) AS ASSIGNMENT;
CREATE CAST (integer AS date) WITHOUT FUNCTION;
