-- Functions, window functions included. The body of a function in the SQL standard's form (14+) is
-- parsed and printed by the server; every other body is the text as written, which is compared to
-- the letter. The constructors of range types, which depend on them internally, are left out.
SELECT p.oid, p.pronamespace AS "schema@schema",
  p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')' AS name,
  pg_catalog.pg_get_functiondef(p.oid) AS "definition-text",
  p.proowner AS "owner@role",
  p.proacl::text[] AS "privileges@acl.f",
  pg_catalog.pg_get_function_arguments(p.oid) AS arguments,
  pg_catalog.pg_get_function_result(p.oid) AS returns,
  l.lanname AS language,
  CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END AS volatility,
  p.proisstrict AS "strict@flag",
  p.prosecdef AS "security-definer@flag",
  p.proleakproof AS "leakproof@flag",
  CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' ELSE 'unsafe' END AS parallel,
  p.procost AS cost,
  CASE WHEN p.proretset THEN p.prorows END AS rows,
  p.proconfig AS settings,
  CASE WHEN p.prosupport::pg_catalog.oid <> 0 THEN p.prosupport::text END AS "support-function",
  CASE p.prokind WHEN 'w' THEN 'true' END AS window,
  CASE WHEN p.protrftypes IS NOT NULL THEN (SELECT pg_catalog.array_agg(pg_catalog.format_type(t, NULL) ORDER BY o)
    FROM pg_catalog.unnest(p.protrftypes) WITH ORDINALITY AS u (t, o)) END AS transforms,
  coalesce(p.probin || ' ', '') || p.prosrc AS body --<14
  CASE WHEN p.prosqlbody IS NOT NULL THEN pg_catalog.pg_get_function_sqlbody(p.oid) --14+
    ELSE coalesce(p.probin || ' ', '') || p.prosrc END AS body --14+
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_language l ON l.oid = p.prolang
WHERE p.prokind IN ('f', 'w') AND p.oid >= 16384
  AND (l.lanname <> 'internal' OR NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'i'))
