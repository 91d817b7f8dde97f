-- Row-security policies, also of tables where row security is off.
SELECT p.oid, p.polrelid AS "parent@relation", p.polname AS name,
  CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all' END AS command,
  p.polpermissive AS "permissive@flag",
  p.polroles AS "roles@roles",
  pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS using,
  pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS "with-check"
FROM pg_catalog.pg_policy p
