-- Defaults of columns, and what generated columns are generated from.
SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, f.adrelid, f.adnum, pg_catalog.pg_get_expr(f.adbin, f.adrelid)
FROM pg_catalog.pg_attrdef f
