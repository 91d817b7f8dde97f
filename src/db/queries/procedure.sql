-- Procedures: the facts of a function that CREATE PROCEDURE can set. From 14 on the server prints
-- IN before arguments of procedures; without it the identity is the same on every version.
SELECT p.oid, p.pronamespace AS "schema@schema",
  p.proname || '(' || pg_catalog.regexp_replace(pg_catalog.pg_get_function_identity_arguments(p.oid), '(^|, )IN ', '\1', 'g') || ')' AS name,
  pg_catalog.pg_get_functiondef(p.oid) AS "definition-text",
  p.proowner AS "owner@role",
  p.proacl::text[] AS "privileges@acl.f",
  pg_catalog.regexp_replace(pg_catalog.pg_get_function_arguments(p.oid), '(^|, )IN ', '\1', 'g') AS arguments,
  l.lanname AS language,
  p.prosecdef AS "security-definer@flag",
  p.proconfig AS settings,
  CASE WHEN p.protrftypes IS NOT NULL THEN (SELECT pg_catalog.array_agg(pg_catalog.format_type(t, NULL) ORDER BY o)
    FROM pg_catalog.unnest(p.protrftypes) WITH ORDINALITY AS u (t, o)) END AS transforms,
  coalesce(p.probin || ' ', '') || p.prosrc AS body --<14
  CASE WHEN p.prosqlbody IS NOT NULL THEN pg_catalog.pg_get_function_sqlbody(p.oid) --14+
    ELSE coalesce(p.probin || ' ', '') || p.prosrc END AS body --14+
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_language l ON l.oid = p.prolang
WHERE p.prokind = 'p' AND p.oid >= 16384
