-- Columns of tables; of views, materialized views and composite types only those that carry a fact
-- of their own, since name and type are facts of the view or type.
-- Compared by name: "position" counts live columns only, because dropped ones leave holes that a
-- restore closes. Columns that came from an inheritance parent have none: a restore puts them first.
SELECT a.attrelid AS oid, a.attnum AS subid, n.nspname::text AS schema, c.relname::text AS parent, a.attname::text AS name, NULL AS definition,
  CASE WHEN a.attacl IS NOT NULL THEN pg_catalog.pg_get_userbyid(c.relowner)::text END AS "acl-owner",
  a.attacl::text[] AS privileges,
  d.description AS comment,
  CASE WHEN c.relkind IN ('r', 'p') THEN pg_catalog.format_type(a.atttypid, a.atttypmod) END AS type,
  CASE WHEN c.relkind IN ('r', 'p') AND a.attcollation <> t.typcollation
    THEN a.attcollation::pg_catalog.regcollation::text END AS collation,
  CASE WHEN c.relkind IN ('r', 'p') THEN a.attnotnull::text END AS "not-null",
  CASE a.attgenerated WHEN '' THEN pg_catalog.pg_get_expr(f.adbin, f.adrelid) END AS default,
  CASE a.attgenerated WHEN 's' THEN pg_catalog.pg_get_expr(f.adbin, f.adrelid) || ' stored'
    WHEN 'v' THEN pg_catalog.pg_get_expr(f.adbin, f.adrelid) || ' virtual' END AS generated,
  CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END AS identity,
  q.seqstart::text AS start,
  q.seqincrement::text AS increment,
  q.seqmin::text AS minimum,
  q.seqmax::text AS maximum,
  q.seqcache::text AS cache,
  q.seqcycle::text AS cycle,
  CASE WHEN a.attstorage <> t.typstorage AND c.relkind <> 'v' THEN
    CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END END AS storage,
  CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression, --14+
  NULLIF(a.attstattarget, -1)::text AS "statistics-target",
  v.options,
  CASE WHEN c.relkind IN ('r', 'p') AND (a.attislocal OR c.relispartition) THEN
    (pg_catalog.row_number() OVER (PARTITION BY a.attrelid, a.attislocal OR c.relispartition ORDER BY a.attnum))::text END AS position
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
-- The minor releases of November 2026 keep a number of the server's own among the options; pg_dump leaves it out, too.
CROSS JOIN LATERAL (SELECT pg_catalog.array_agg(o) AS options FROM pg_catalog.unnest(a.attoptions) o WHERE o !~ '^pg_attver=') v
LEFT JOIN pg_catalog.pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
LEFT JOIN (SELECT i.refobjid, i.refobjsubid, s.* FROM pg_catalog.pg_sequence s
  JOIN pg_catalog.pg_depend i ON i.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND i.objid = s.seqrelid
    AND i.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND i.deptype = 'i') q
  ON a.attidentity <> '' AND q.refobjid = a.attrelid AND q.refobjsubid = a.attnum
LEFT JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objoid = a.attrelid AND d.objsubid = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND (c.relkind IN ('r', 'p') OR (c.relkind IN ('v', 'm', 'c') AND (f.oid IS NOT NULL OR d.description IS NOT NULL
    OR a.attacl IS NOT NULL OR v.options IS NOT NULL OR a.attstattarget >= 0
    OR a.attcompression <> '' --14+
    OR (c.relkind = 'm' AND a.attstorage <> t.typstorage))))
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    AND e.deptype = 'e' AND e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid)
