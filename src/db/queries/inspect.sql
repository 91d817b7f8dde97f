-- Statement 1, one row: what the server and this session are.
SELECT
    pg_catalog.current_setting('server_version'),
    pg_catalog.current_setting('server_version_num'),
    pg_catalog.current_database(),
    (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()),
    current_user,
    pg_catalog.host(pg_catalog.inet_server_addr()) || ':' || pg_catalog.inet_server_port(),
    pg_catalog.pg_is_in_recovery(),
    (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user),
    pg_catalog.pg_backend_pid(),
    pg_catalog.current_schema(),
    -- A role that may not execute pg_control_system() fails even when a CASE leaves the call out:
    -- the right is checked when the expression is prepared. Text run later is not prepared.
    substring(pg_catalog.query_to_xml(
        CASE WHEN pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')
             THEN 'SELECT system_identifier FROM pg_catalog.pg_control_system()'
             ELSE 'SELECT NULL AS system_identifier' END,
        false, true, '')::text FROM '<system_identifier>([0-9]+)<'),
    -- The role by which each provider's servers are known.
    (SELECT rolname FROM pg_catalog.pg_roles
      WHERE rolname IN ('neon_superuser', 'supabase_admin', 'rds_superuser', 'cloudsqlsuperuser')
      ORDER BY rolname LIMIT 1),
    -- A migration may be open.
    $JOURNAL;

-- Statement 2: schemas with tables that neither the system nor an extension made, nor the migration tool for itself.
SELECT DISTINCT n.nspname
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p')
   AND n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema'
   AND c.oid IS DISTINCT FROM $HISTORY
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                      AND d.objid = c.oid AND d.deptype = 'e');
