-- Materialized views. Whether one is populated is data.
SELECT c.oid, 0 AS subid, n.nspname::text AS schema, NULL AS parent, c.relname::text AS name,
  pg_catalog.format(E'CREATE MATERIALIZED VIEW %I.%I AS\n', n.nspname, c.relname) || q.query AS definition,
  pg_catalog.pg_get_userbyid(c.relowner)::text AS owner,
  coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner))::text[] AS privileges,
  d.description AS comment,
  c.reloptions AS options,
  CASE WHEN am.amname <> 'heap' THEN am.amname::text END AS "access-method",
  x.clustered AS "clustered-on",
  a.columns AS columns,
  q.query AS query
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
LEFT JOIN (SELECT i.indrelid, k.relname::text AS clustered FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class k ON k.oid = i.indexrelid WHERE i.indisclustered) x ON x.indrelid = c.oid
LEFT JOIN (SELECT a.attrelid, pg_catalog.array_agg(pg_catalog.quote_ident(a.attname) || ' '
      || pg_catalog.format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum) AS columns
  FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class k ON k.oid = a.attrelid AND k.relkind = 'm'
  WHERE a.attnum > 0 AND NOT a.attisdropped GROUP BY a.attrelid) a ON a.attrelid = c.oid
CROSS JOIN LATERAL (SELECT pg_catalog.pg_get_viewdef(c.oid) AS query OFFSET 0) q
LEFT JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objoid = c.oid AND d.objsubid = 0
WHERE c.relkind = 'm' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    AND e.deptype = 'e' AND e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid)
