-- Indexes, without those that a partitioned parent implies; those behind a constraint become part of
-- it. "valid": false = a concurrent build that failed; incomplete = an index on a partitioned table
-- which some partition has no part of yet, which is legitimate.
SELECT x.indexrelid AS oid, x.indrelid AS "parent@relation", c.relname AS name,
  x.indisunique AS "=unique",
  CASE WHEN x.indisunique THEN 'true' END AS unique,
  c.relam AS "access-method@method",
  c.relkind AS "=kind",
  x.indkey::text AS "=key",
  x.indoption::text AS "=ordering",
  x.indclass::text AS "=classes",
  x.indcollation::text AS "=collations",
  CASE WHEN x.indexprs IS NOT NULL THEN ARRAY(SELECT pg_catalog.pg_get_indexdef(x.indexrelid, place, false)
    FROM pg_catalog.generate_series(1, x.indnatts) place) END AS "=expressions",
  x.indnullsnotdistinct AS "=nulls not distinct", --15+
  c.reloptions AS options,
  c.reloptions AS "=options",
  s.spcname AS tablespace,
  pg_catalog.pg_get_expr(x.indpred, x.indrelid) AS predicate,
  CASE WHEN x.indisvalid AND x.indisready AND x.indislive THEN 'true' WHEN c.relkind = 'I' THEN 'incomplete' ELSE 'false' END AS valid,
  CASE WHEN x.indexprs IS NOT NULL THEN (SELECT pg_catalog.array_agg('column ' || a.attnum || ' ' || a.attstattarget ORDER BY a.attnum)
    FROM pg_catalog.pg_attribute a WHERE a.attrelid = x.indexrelid AND a.attstattarget >= 0) END AS "statistics-target"
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
WHERE x.indexrelid >= 16384 AND c.relnamespace <> 'pg_toast'::pg_catalog.regnamespace
  AND NOT c.relispartition AND c.relpersistence <> 't'
