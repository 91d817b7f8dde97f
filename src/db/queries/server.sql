-- Foreign servers.
SELECT v.oid, v.srvname AS name,
  v.srvowner AS "owner@role",
  v.srvacl::text[] AS "privileges@acl.S",
  v.srvtype AS type,
  v.srvversion AS version,
  w.fdwname AS wrapper,
  v.srvoptions AS "options@secrets"
FROM pg_catalog.pg_foreign_server v
JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = v.srvfdw
WHERE v.oid >= 16384
