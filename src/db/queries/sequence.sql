-- Sequences; those of identity columns (dependency i) become facts of their column. The last value is
-- data. A sequence that serves no column has no owner table.
SELECT c.oid, c.relnamespace AS "schema@schema", c.relname AS name,
  c.relowner AS "owner@role",
  c.relacl::text[] AS "privileges@acl.s",
  pg_catalog.format_type(q.seqtypid, NULL) AS type,
  CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'logged' END AS persistence,
  q.seqstart AS start,
  q.seqincrement AS increment,
  q.seqmin AS minimum,
  q.seqmax AS maximum,
  q.seqcache AS cache,
  q.seqcycle AS "cycle@flag",
  o.refobjid AS "=owner table",
  o.refobjsubid AS "=owner column",
  o.deptype AS "=dependency"
FROM pg_catalog.pg_sequence q
JOIN pg_catalog.pg_class c ON c.oid = q.seqrelid
LEFT JOIN pg_catalog.pg_depend o ON o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.objid = c.oid AND o.objsubid = 0
  AND o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i')
WHERE c.relpersistence <> 't'
