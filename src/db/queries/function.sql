-- Functions, window functions included; aggregates have no pg_get_functiondef and are not read.
-- The body of a function in the SQL standard's form (14+) is parsed and printed by the server;
-- every other body is the text as written, which is compared to the letter.
SELECT p.oid, 0 AS subid, n.nspname::text AS schema, NULL AS parent,
  p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')' AS name,
  pg_catalog.pg_get_functiondef(p.oid) AS definition,
  pg_catalog.pg_get_userbyid(p.proowner)::text AS owner,
  coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))::text[] AS privileges,
  d.description AS comment,
  pg_catalog.pg_get_function_arguments(p.oid) AS arguments,
  pg_catalog.pg_get_function_result(p.oid) AS returns,
  l.lanname::text AS language,
  CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END AS volatility,
  p.proisstrict::text AS strict,
  p.prosecdef::text AS "security-definer",
  p.proleakproof::text AS leakproof,
  CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' ELSE 'unsafe' END AS parallel,
  p.procost::text AS cost,
  CASE WHEN p.proretset THEN p.prorows::text END AS rows,
  p.proconfig AS settings,
  coalesce(p.probin || ' ', '') || p.prosrc AS body --<14
  CASE WHEN p.prosqlbody IS NOT NULL THEN pg_catalog.pg_get_function_sqlbody(p.oid) --14+
    ELSE coalesce(p.probin || ' ', '') || p.prosrc END AS body --14+
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_language l ON l.oid = p.prolang
LEFT JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objoid = p.oid
WHERE p.prokind IN ('f', 'w') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    AND e.deptype = 'e' AND e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND e.objid = p.oid)
