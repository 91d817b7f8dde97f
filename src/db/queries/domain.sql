-- Domains. Their checks are constraints; NOT NULL is the flag, never its constraint row (17+).
SELECT t.oid, t.typnamespace AS "schema@schema", t.typname AS name,
  t.typowner AS "owner@role",
  t.typacl::text[] AS "privileges@acl.T",
  pg_catalog.format_type(t.typbasetype, t.typtypmod) AS type,
  CASE WHEN t.typcollation <> b.typcollation THEN t.typcollation::pg_catalog.regcollation::text END AS collation,
  t.typnotnull AS "not-null@flag",
  pg_catalog.pg_get_expr(t.typdefaultbin, 0) AS default
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
WHERE t.typtype = 'd' AND t.oid >= 16384
