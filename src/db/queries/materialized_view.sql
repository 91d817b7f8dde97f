-- Materialized views. Whether one is populated is data.
SELECT c.oid, c.relnamespace AS "schema@schema", c.relname AS name,
  c.relowner AS "owner@role",
  c.relacl::text[] AS "privileges@acl.r",
  c.reloptions AS options,
  CASE WHEN am.amname <> 'heap' THEN am.amname END AS "access-method",
  s.spcname AS tablespace,
  x.clustered AS "clustered-on"
FROM pg_catalog.pg_class c
LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
LEFT JOIN (SELECT i.indrelid, k.relname AS clustered FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class k ON k.oid = i.indexrelid WHERE i.indisclustered) x ON x.indrelid = c.oid
WHERE c.relkind = 'm' AND c.oid >= 16384
