-- Tables, partitioned ones and partitions included. A partition names its parent and its bound;
-- "inherits" is for plain inheritance, in the order of the parents; both are paths as keys print them.
-- Tablespaces are a property of the machine and are not read.
SELECT c.oid, 0 AS subid, n.nspname::text AS schema, NULL AS parent, c.relname::text AS name, NULL AS definition,
  pg_catalog.pg_get_userbyid(c.relowner)::text AS owner,
  coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner))::text[] AS privileges,
  d.description AS comment,
  CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'logged' END AS persistence,
  CASE c.relkind WHEN 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS "partition-key",
  CASE WHEN c.relispartition THEN h.parents[1] END AS "partition-of",
  pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS "partition-bound",
  CASE WHEN NOT c.relispartition THEN h.parents END AS inherits,
  CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END AS "of-type",
  c.relrowsecurity::text AS "row-security",
  c.relforcerowsecurity::text AS "force-row-security",
  CASE c.relreplident WHEN 'd' THEN 'default' WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full'
    ELSE 'index ' || x.replica END AS "replica-identity",
  x.clustered AS "clustered-on",
  CASE WHEN am.amname <> 'heap' THEN am.amname::text END AS "access-method",
  pg_catalog.array_cat(c.reloptions, (SELECT pg_catalog.array_agg('toast.' || o) FROM pg_catalog.unnest(tc.reloptions) o)) AS options
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class tc ON tc.oid = c.reltoastrelid
LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
LEFT JOIN (SELECT i.inhrelid, pg_catalog.array_agg(pn.nspname || '.' || pc.relname
      || CASE WHEN i.inhdetachpending THEN ' (detach pending)' ELSE '' END --14+
      ORDER BY i.inhseqno) AS parents
  FROM pg_catalog.pg_inherits i
  JOIN pg_catalog.pg_class pc ON pc.oid = i.inhparent
  JOIN pg_catalog.pg_namespace pn ON pn.oid = pc.relnamespace
  GROUP BY i.inhrelid) h ON h.inhrelid = c.oid
LEFT JOIN (SELECT i.indrelid, max(k.relname::text) FILTER (WHERE i.indisreplident) AS replica,
    max(k.relname::text) FILTER (WHERE i.indisclustered) AS clustered
  FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class k ON k.oid = i.indexrelid
  WHERE i.indisreplident OR i.indisclustered GROUP BY i.indrelid) x ON x.indrelid = c.oid
LEFT JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objoid = c.oid AND d.objsubid = 0
WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    AND e.deptype = 'e' AND e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid)
