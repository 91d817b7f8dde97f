-- Foreign tables. Their columns come with the columns; inheritance is as for tables.
SELECT c.oid, c.relnamespace AS "schema@schema", c.relname AS name,
  c.relowner AS "owner@role",
  c.relacl::text[] AS "privileges@acl.r",
  v.srvname AS server,
  f.ftoptions AS "options@secrets",
  CASE WHEN c.relispartition THEN h.parents[1] END AS "partition-of",
  pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS "partition-bound",
  CASE WHEN NOT c.relispartition THEN h.parents END AS inherits
FROM pg_catalog.pg_foreign_table f
JOIN pg_catalog.pg_class c ON c.oid = f.ftrelid
JOIN pg_catalog.pg_foreign_server v ON v.oid = f.ftserver
LEFT JOIN (SELECT i.inhrelid, pg_catalog.array_agg(pn.nspname || '.' || pc.relname
      || CASE WHEN i.inhdetachpending THEN ' (detach pending)' ELSE '' END --14+
      ORDER BY i.inhseqno) AS parents
  FROM pg_catalog.pg_inherits i
  JOIN pg_catalog.pg_class pc ON pc.oid = i.inhparent
  JOIN pg_catalog.pg_namespace pn ON pn.oid = pc.relnamespace
  GROUP BY i.inhrelid) h ON h.inhrelid = c.oid
WHERE c.oid >= 16384
