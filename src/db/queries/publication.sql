-- Publications. The items of "tables" are those of CREATE PUBLICATION: with columns and row filter.
SELECT p.oid, p.pubname AS name,
  p.pubowner AS "owner@role",
  p.puballtables AS "all-tables@flag",
  pg_catalog.array_remove(ARRAY[CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
    CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END], NULL) AS operations,
  p.pubviaroot AS "via-root@flag",
  CASE p.pubgencols WHEN 's' THEN 'stored' END AS "generated-columns", --18+
  (SELECT pg_catalog.array_agg(n.nspname::text) FROM pg_catalog.pg_publication_namespace s --15+
    JOIN pg_catalog.pg_namespace n ON n.oid = s.pnnspid WHERE s.pnpubid = p.oid) AS schemas, --15+
  (SELECT pg_catalog.array_agg(pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
      || coalesce(' (' || (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attname) --15+
        FROM pg_catalog.pg_attribute a WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)) || ')', '') --15+
      || coalesce(' WHERE (' || pg_catalog.pg_get_expr(r.prqual, r.prrelid) || ')', '') --15+
    ) FROM pg_catalog.pg_publication_rel r
    JOIN pg_catalog.pg_class c ON c.oid = r.prrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE r.prpubid = p.oid) AS tables
FROM pg_catalog.pg_publication p
WHERE p.oid >= 16384
