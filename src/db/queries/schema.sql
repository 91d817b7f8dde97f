-- Schemas. Those of the server itself (pg_*, information_schema) and of extensions are left out.
SELECT n.oid, 0 AS subid, '' AS schema, NULL AS parent, n.nspname::text AS name, NULL AS definition,
  pg_catalog.pg_get_userbyid(n.nspowner)::text AS owner,
  coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))::text[] AS privileges,
  d.description AS comment
FROM pg_catalog.pg_namespace n
LEFT JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.objoid = n.oid
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    AND e.deptype = 'e' AND e.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND e.objid = n.oid)
