-- Views. Options hold security_barrier, security_invoker and check_option.
SELECT c.oid, c.relnamespace AS "schema@schema", c.relname AS name,
  c.relowner AS "owner@role",
  c.relacl::text[] AS "privileges@acl.r",
  c.reloptions AS options
FROM pg_catalog.pg_class c
WHERE c.relkind = 'v' AND c.relpersistence <> 't' AND c.oid >= 16384
