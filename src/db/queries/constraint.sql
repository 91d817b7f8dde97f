-- Constraints of tables and domains. Left out: NOT NULL (a fact of the column or domain),
-- constraint triggers (triggers), and what a parent table implies on its children.
-- The definition covers DEFERRABLE, NO INHERIT and the rest; NOT VALID is a fact of its own.
SELECT k.oid, 0 AS subid, n.nspname::text AS schema, coalesce(c.relname, t.typname)::text AS parent, k.conname::text AS name, NULL AS definition,
  CASE WHEN k.convalidated THEN f.text ELSE pg_catalog.regexp_replace(f.text, ' NOT VALID$', '') END AS definition,
  k.convalidated::text AS validated,
  d.description AS comment
FROM pg_catalog.pg_constraint k
LEFT JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
LEFT JOIN pg_catalog.pg_type t ON t.oid = k.contypid
JOIN pg_catalog.pg_namespace n ON n.oid = coalesce(c.relnamespace, t.typnamespace)
CROSS JOIN LATERAL (SELECT pg_catalog.pg_get_constraintdef(k.oid) AS text OFFSET 0) f
LEFT JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.objoid = k.oid
WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND k.conparentid = 0 AND k.conislocal
  AND (k.conrelid = 0 OR (c.relkind IN ('r', 'p') AND c.relpersistence <> 't'))
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    AND e.deptype = 'e' AND e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = k.conrelid)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    AND e.deptype = 'e' AND e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND e.objid = k.contypid)
