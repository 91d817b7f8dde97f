-- Composite types. Their members come with the columns.
SELECT t.oid, t.typnamespace AS "schema@schema", t.typname AS name,
  t.typowner AS "owner@role",
  t.typacl::text[] AS "privileges@acl.T",
  t.typrelid AS "=relation"
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
WHERE t.typtype = 'c' AND t.oid >= 16384
