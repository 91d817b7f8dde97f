-- Range types. Their multirange (14+), their constructors and the cast between the two come and go
-- with them.
SELECT t.oid, t.typnamespace AS "schema@schema", t.typname AS name,
  t.typowner AS "owner@role",
  t.typacl::text[] AS "privileges@acl.T",
  pg_catalog.format_type(r.rngsubtype, NULL) AS subtype,
  r.rngsubopc AS "operator-class@class",
  CASE WHEN r.rngcollation <> s.typcollation THEN r.rngcollation END AS "collation@collation",
  r.rngcanonical::pg_catalog.regprocedure AS "canonical@signature",
  pg_catalog.format_type(r.rngmultitypid, NULL) AS multirange, --14+
  r.rngsubdiff::pg_catalog.regprocedure AS "subtype-difference@signature"
FROM pg_catalog.pg_range r
JOIN pg_catalog.pg_type t ON t.oid = r.rngtypid
JOIN pg_catalog.pg_type s ON s.oid = r.rngsubtype
WHERE t.oid >= 16384
