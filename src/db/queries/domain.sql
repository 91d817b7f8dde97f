-- Domains. Their checks are constraints; NOT NULL is the flag, never its constraint row (17+).
SELECT t.oid, 0 AS subid, n.nspname::text AS schema, NULL AS parent, t.typname::text AS name, NULL AS definition,
  pg_catalog.pg_get_userbyid(t.typowner)::text AS owner,
  coalesce(t.typacl, pg_catalog.acldefault('T', t.typowner))::text[] AS privileges,
  d.description AS comment,
  pg_catalog.format_type(t.typbasetype, t.typtypmod) AS type,
  CASE WHEN t.typcollation <> b.typcollation THEN t.typcollation::pg_catalog.regcollation::text END AS collation,
  t.typnotnull::text AS "not-null",
  pg_catalog.pg_get_expr(t.typdefaultbin, 0) AS default
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
LEFT JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objoid = t.oid
WHERE t.typtype = 'd' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    AND e.deptype = 'e' AND e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND e.objid = t.oid)
