-- How types are printed, how columns of them are stored and sorted unless told otherwise. The row of
-- a column of a user's type brings the printed type along; arrays and row types of users are stored
-- as all arrays and row types are.
SELECT t.oid, CASE WHEN t.oid < 16384 THEN pg_catalog.format_type(t.oid, NULL) END, t.typstorage, t.typcollation
FROM pg_catalog.pg_type t
WHERE t.oid < 16384 OR (t.typtype IN ('b', 'd', 'e', 'r', 'm') AND t.typelem = 0) OR t.typcollation NOT IN (0, 100)
