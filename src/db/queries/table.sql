-- Tables, partitioned ones and partitions included. A partition names its parent and its bound;
-- "inherits" is for plain inheritance, in the order of the parents; both are paths as keys print them.
SELECT c.oid, c.relnamespace AS "schema@schema", c.relname AS name,
  c.relowner AS "owner@role",
  c.relacl::text[] AS "privileges@acl.r",
  CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'logged' END AS persistence,
  CASE c.relkind WHEN 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS "partition-key",
  CASE WHEN c.relispartition THEN h.parents[1] END AS "partition-of",
  pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS "partition-bound",
  CASE WHEN NOT c.relispartition THEN h.parents END AS inherits,
  CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END AS "of-type",
  c.relrowsecurity AS "row-security@flag",
  c.relforcerowsecurity AS "force-row-security@flag",
  CASE c.relreplident WHEN 'd' THEN 'default' WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full'
    ELSE 'index ' || x.replica END AS "replica-identity",
  x.clustered AS "clustered-on",
  CASE WHEN am.amname <> 'heap' THEN am.amname END AS "access-method",
  s.spcname AS tablespace,
  CASE WHEN tc.reloptions IS NULL THEN c.reloptions ELSE pg_catalog.array_cat(c.reloptions,
    (SELECT pg_catalog.array_agg('toast.' || o) FROM pg_catalog.unnest(tc.reloptions) o)) END AS options
FROM pg_catalog.pg_class c
LEFT JOIN pg_catalog.pg_class tc ON tc.oid = c.reltoastrelid AND tc.reloptions IS NOT NULL
LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
LEFT JOIN (SELECT i.inhrelid, pg_catalog.array_agg(pn.nspname || '.' || pc.relname
      || CASE WHEN i.inhdetachpending THEN ' (detach pending)' ELSE '' END --14+
      ORDER BY i.inhseqno) AS parents
  FROM pg_catalog.pg_inherits i
  JOIN pg_catalog.pg_class pc ON pc.oid = i.inhparent AND pc.relkind IN ('r', 'p', 'f')
  JOIN pg_catalog.pg_namespace pn ON pn.oid = pc.relnamespace
  GROUP BY i.inhrelid) h ON h.inhrelid = c.oid
LEFT JOIN (SELECT i.indrelid, pg_catalog.max(k.relname::text) FILTER (WHERE i.indisreplident) AS replica,
    pg_catalog.max(k.relname::text) FILTER (WHERE i.indisclustered) AS clustered
  FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class k ON k.oid = i.indexrelid
  WHERE i.indisreplident OR i.indisclustered GROUP BY i.indrelid) x ON x.indrelid = c.oid
WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND c.oid >= 16384
