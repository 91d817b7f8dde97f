-- Enums. Labels in order; the sort numbers themselves change on restore and mean nothing.
SELECT t.oid, 0 AS subid, n.nspname::text AS schema, NULL AS parent, t.typname::text AS name, NULL AS definition,
  pg_catalog.pg_get_userbyid(t.typowner)::text AS owner,
  coalesce(t.typacl, pg_catalog.acldefault('T', t.typowner))::text[] AS privileges,
  d.description AS comment,
  coalesce(l.labels, '{}') AS labels
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN (SELECT enumtypid, pg_catalog.array_agg(enumlabel::text ORDER BY enumsortorder) AS labels
  FROM pg_catalog.pg_enum GROUP BY enumtypid) l ON l.enumtypid = t.oid
LEFT JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objoid = t.oid
WHERE t.typtype = 'e' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    AND e.deptype = 'e' AND e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND e.objid = t.oid)
