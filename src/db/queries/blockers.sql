-- What a migration of this database may have to wait for: process, kind, user, application,
-- seconds, statement. Sessions of other roles show only to pg_read_all_stats.
WITH activity AS (
    SELECT a.pid,
           CASE
               WHEN a.backend_type = 'autovacuum worker' THEN 'autovacuum against wraparound'
               WHEN a.application_name LIKE 'pg\_dump%' OR a.query ~* '^\s*copy\s.*\sto\s' THEN 'running dump'
               ELSE 'long transaction'
           END AS what,
           coalesce(a.usename, '') AS usename,
           coalesce(a.application_name, '') AS application_name,
           greatest(0, floor(extract(epoch FROM clock_timestamp() - a.xact_start)))::bigint AS seconds,
           coalesce(a.query, '') AS query
      FROM pg_catalog.pg_stat_activity a
     WHERE a.datname = pg_catalog.current_database()
       AND a.pid <> pg_catalog.pg_backend_pid()
       AND a.xact_start IS NOT NULL
       -- Such an autovacuum does not make way for others; every other one does.
       AND (a.backend_type = 'client backend'
            OR a.backend_type = 'autovacuum worker' AND a.query LIKE '%(to prevent wraparound)')
)
SELECT pid, what, usename, application_name, seconds, query
  FROM activity
 WHERE what <> 'long transaction' OR seconds >= $SECONDS
UNION ALL
SELECT 0, 'prepared transaction', owner, '',
       greatest(0, floor(extract(epoch FROM clock_timestamp() - prepared)))::bigint, gid
  FROM pg_catalog.pg_prepared_xacts
 WHERE database = pg_catalog.current_database()
 ORDER BY 5 DESC
