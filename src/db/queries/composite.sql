-- Composite types. Members in order: name, type and, where it is not the type's own, collation.
SELECT t.oid, 0 AS subid, n.nspname::text AS schema, NULL AS parent, t.typname::text AS name, NULL AS definition,
  pg_catalog.pg_get_userbyid(t.typowner)::text AS owner,
  coalesce(t.typacl, pg_catalog.acldefault('T', t.typowner))::text[] AS privileges,
  d.description AS comment,
  coalesce(m.members, '{}') AS members
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN (SELECT a.attrelid, pg_catalog.array_agg(pg_catalog.quote_ident(a.attname) || ' '
      || pg_catalog.format_type(a.atttypid, a.atttypmod)
      || CASE WHEN a.attcollation <> y.typcollation
           THEN ' COLLATE ' || a.attcollation::pg_catalog.regcollation::text ELSE '' END ORDER BY a.attnum) AS members
  FROM pg_catalog.pg_attribute a
  JOIN pg_catalog.pg_class k ON k.oid = a.attrelid AND k.relkind = 'c'
  JOIN pg_catalog.pg_type y ON y.oid = a.atttypid
  WHERE a.attnum > 0 AND NOT a.attisdropped GROUP BY a.attrelid) m ON m.attrelid = c.oid
LEFT JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objoid = t.oid
WHERE t.typtype = 'c' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    AND e.deptype = 'e' AND e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND e.objid = t.oid)
