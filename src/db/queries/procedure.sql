-- Procedures: the facts of a function that CREATE PROCEDURE can set. From 14 on the server prints
-- IN before arguments of procedures; without it the identity is the same on every version.
SELECT p.oid, 0 AS subid, n.nspname::text AS schema, NULL AS parent,
  p.proname || '(' || pg_catalog.regexp_replace(pg_catalog.pg_get_function_identity_arguments(p.oid), '(^|, )IN ', '\1', 'g') || ')' AS name,
  pg_catalog.pg_get_functiondef(p.oid) AS definition,
  pg_catalog.pg_get_userbyid(p.proowner)::text AS owner,
  coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))::text[] AS privileges,
  d.description AS comment,
  pg_catalog.regexp_replace(pg_catalog.pg_get_function_arguments(p.oid), '(^|, )IN ', '\1', 'g') AS arguments,
  l.lanname::text AS language,
  p.prosecdef::text AS "security-definer",
  p.proconfig AS settings,
  coalesce(p.probin || ' ', '') || p.prosrc AS body --<14
  CASE WHEN p.prosqlbody IS NOT NULL THEN pg_catalog.pg_get_function_sqlbody(p.oid) --14+
    ELSE coalesce(p.probin || ' ', '') || p.prosrc END AS body --14+
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_language l ON l.oid = p.prolang
LEFT JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objoid = p.oid
WHERE p.prokind = 'p' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    AND e.deptype = 'e' AND e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND e.objid = p.oid)
