-- Indexes, without those that implement a constraint and those a partitioned parent implies.
-- "valid": false = a concurrent build that failed; incomplete = an index on a partitioned table
-- (printed ON ONLY) which some partition has no part of yet, which is legitimate.
SELECT x.indexrelid AS oid, 0 AS subid, n.nspname::text AS schema, t.relname::text AS parent, c.relname::text AS name, NULL AS definition,
  pg_catalog.pg_get_indexdef(x.indexrelid) AS definition,
  CASE WHEN x.indisvalid AND x.indisready AND x.indislive THEN 'true' WHEN c.relkind = 'I' THEN 'incomplete' ELSE 'false' END AS valid,
  s.targets AS "statistics-target",
  d.description AS comment
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid
JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN (SELECT a.attrelid, pg_catalog.array_agg('column ' || a.attnum || ' ' || a.attstattarget ORDER BY a.attnum) AS targets
  FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class i ON i.oid = a.attrelid AND i.relkind IN ('i', 'I')
  WHERE a.attnum > 0 AND a.attstattarget >= 0 GROUP BY a.attrelid) s ON s.attrelid = x.indexrelid
LEFT JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objoid = c.oid AND d.objsubid = 0
WHERE t.relkind IN ('r', 'p', 'm') AND NOT c.relispartition AND t.relpersistence <> 't'
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = x.indexrelid AND k.conrelid = x.indrelid AND k.contype IN ('p', 'u', 'x'))
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    AND e.deptype = 'e' AND e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = x.indrelid)
