-- Enums. Labels in order; the sort numbers themselves change on restore and mean nothing.
SELECT t.oid, t.typnamespace AS "schema@schema", t.typname AS name,
  t.typowner AS "owner@role",
  t.typacl::text[] AS "privileges@acl.T",
  coalesce(l.labels, '{}') AS labels
FROM pg_catalog.pg_type t
LEFT JOIN (SELECT enumtypid, pg_catalog.array_agg(enumlabel::text ORDER BY enumsortorder) AS labels
  FROM pg_catalog.pg_enum GROUP BY enumtypid) l ON l.enumtypid = t.oid
WHERE t.typtype = 'e' AND t.oid >= 16384
