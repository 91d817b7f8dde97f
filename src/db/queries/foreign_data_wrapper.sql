-- Foreign-data wrappers.
SELECT w.oid, w.fdwname AS name,
  w.fdwowner AS "owner@role",
  w.fdwacl::text[] AS "privileges@acl.F",
  CASE WHEN w.fdwhandler <> 0 THEN w.fdwhandler::pg_catalog.regproc::text END AS handler,
  CASE WHEN w.fdwvalidator <> 0 THEN w.fdwvalidator::pg_catalog.regproc::text END AS validator,
  w.fdwoptions AS "options@secrets"
FROM pg_catalog.pg_foreign_data_wrapper w
WHERE w.oid >= 16384
