-- Schemas. Those of the server itself (pg_*, information_schema) are left out. What schema public has
-- from the start, another owner and other privileges since 15, is nothing that anybody did.
SELECT n.oid, n.nspname AS name,
  CASE WHEN n.nspname <> 'public' OR n.nspowner NOT IN (10, 6171) THEN n.nspowner END AS "owner@role",
  CASE WHEN n.nspname <> 'public' OR n.nspowner NOT IN (10, 6171)
    OR (SELECT pg_catalog.array_agg(pg_catalog.split_part(i::text, '/', 1) ORDER BY i::text) FROM pg_catalog.unnest(n.nspacl) i)
      IS DISTINCT FROM (SELECT pg_catalog.array_agg(pg_catalog.split_part(i::text, '/', 1) ORDER BY i::text) FROM pg_catalog.unnest(p.initprivs) i)
    THEN n.nspacl END::text[] AS "privileges@acl.n"
FROM pg_catalog.pg_namespace n
LEFT JOIN pg_catalog.pg_init_privs p ON p.objoid = n.oid AND p.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND p.privtype = 'i'
