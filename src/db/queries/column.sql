-- Columns of everything that has some. The printed type is sent where the list of type names does
-- not tell it; defaults are facts of their own, because the two readings are cheaper than the join.
SELECT a.attrelid AS oid, a.attnum AS sub, a.attrelid AS "parent@relation", a.attname AS name,
  a.attacl::text[] AS "privileges@acl.c",
  a.atttypid AS "=type",
  CASE WHEN a.atttypid >= 16384 OR a.atttypmod <> -1 THEN pg_catalog.format_type(a.atttypid, a.atttypmod) END AS type,
  a.attcollation AS "=collation",
  a.attnotnull AS "not-null@flag",
  a.attgenerated AS "=generated",
  a.attidentity AS "=identity",
  a.attstorage AS "=storage",
  CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression, --14+
  NULLIF(a.attstattarget, -1) AS "statistics-target",
  -- The minor releases of November 2026 keep a number of the server's own among the options; pg_dump leaves it out, too.
  CASE WHEN a.attoptions IS NOT NULL THEN (SELECT pg_catalog.array_agg(o) FROM pg_catalog.unnest(a.attoptions) o
    WHERE o !~ '^pg_attver=') END AS options,
  a.attfdwoptions AS "foreign-options",
  a.attislocal AS "=local"
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid >= 16384
  AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c') AND c.relpersistence <> 't'
