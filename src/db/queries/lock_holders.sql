-- Who holds the advisory locks with the keys {keys} in this database: process, key, whether it is
-- this session, user, application, since when. A bigint key is kept in two halves
-- (https://www.postgresql.org/docs/current/view-pg-locks.html).
SELECT l.pid,
       k.key,
       l.pid = pg_catalog.pg_backend_pid(),
       coalesce(a.usename, 'unknown'),
       coalesce(a.application_name, ''),
       to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')
  FROM pg_catalog.pg_locks l
  JOIN pg_catalog.unnest(ARRAY[{keys}]::bigint[]) k(key)
    ON k.key = (l.classid::bigint << 32) | l.objid::bigint
  LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
 WHERE l.locktype = 'advisory'
   AND l.objsubid = 1
   AND l.granted
   AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
 ORDER BY l.pid, k.key
