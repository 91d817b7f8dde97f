-- Sequences without those of identity columns (deptype i), which are facts of their column.
-- The last value is data. "owned-by" is the path of the column as its own key prints it.
SELECT c.oid, 0 AS subid, n.nspname::text AS schema, NULL AS parent, c.relname::text AS name, NULL AS definition,
  pg_catalog.pg_get_userbyid(c.relowner)::text AS owner,
  coalesce(c.relacl, pg_catalog.acldefault('s', c.relowner))::text[] AS privileges,
  d.description AS comment,
  pg_catalog.format_type(q.seqtypid, NULL) AS type,
  CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'logged' END AS persistence,
  q.seqstart::text AS start,
  q.seqincrement::text AS increment,
  q.seqmin::text AS minimum,
  q.seqmax::text AS maximum,
  q.seqcache::text AS cache,
  q.seqcycle::text AS cycle,
  tn.nspname || '.' || tc.relname || '.' || a.attname AS "owned-by"
FROM pg_catalog.pg_sequence q
JOIN pg_catalog.pg_class c ON c.oid = q.seqrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_depend o ON o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.objid = c.oid AND o.objsubid = 0
  AND o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i')
LEFT JOIN pg_catalog.pg_class tc ON tc.oid = o.refobjid
LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = tc.relnamespace
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = o.refobjid AND a.attnum = o.refobjsubid
LEFT JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objoid = c.oid AND d.objsubid = 0
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND o.deptype IS DISTINCT FROM 'i'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    AND e.deptype = 'e' AND e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid)
