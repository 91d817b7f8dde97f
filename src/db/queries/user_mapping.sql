-- User mappings. pg_user_mapping is for superusers; the view shows everybody which mappings there are,
-- and their options to those whom the condition names, which is the view's own.
SELECT m.umid AS oid,
  'for ' || CASE m.umuser WHEN 0 THEN 'PUBLIC' ELSE m.usename END || ' on ' || m.srvname AS name,
  m.umoptions AS "options@secrets",
  NOT ((m.umuser <> 0 AND m.usename = current_user
      AND (pg_catalog.pg_has_role(v.srvowner, 'USAGE') OR pg_catalog.has_server_privilege(v.oid, 'USAGE')))
    OR (m.umuser = 0 AND pg_catalog.pg_has_role(v.srvowner, 'USAGE'))
    OR (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)) AS "options@unreadable"
FROM pg_catalog.pg_user_mappings m
JOIN pg_catalog.pg_foreign_server v ON v.oid = m.srvid
