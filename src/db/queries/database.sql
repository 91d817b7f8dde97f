-- The database itself. Its name says where it is and not what it is: the key is always "database".
-- What some majors have is read from the row as JSON. Settings that a role has in this database only
-- begin with "role NAME".
SELECT d.oid, 'database' AS name,
  d.datdba AS "owner@role",
  d.datacl::text[] AS "privileges@acl.d",
  pg_catalog.pg_encoding_to_char(d.encoding) AS encoding,
  d.datcollate::text AS collation,
  d.datctype::text AS "character-type",
  CASE j.more ->> 'datlocprovider' WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END AS provider,
  coalesce(j.more ->> 'datlocale', j.more ->> 'daticulocale') AS locale,
  j.more ->> 'daticurules' AS "collation-rules",
  j.more ->> 'datcollversion' AS version,
  NULLIF(d.datconnlimit, -1) AS "connection-limit",
  NULLIF(s.spcname, 'pg_default') AS tablespace,
  (SELECT pg_catalog.array_agg(coalesce('role ' || r.rolname || ' ', '') || c.setting)
    FROM pg_catalog.pg_db_role_setting g
    LEFT JOIN pg_catalog.pg_roles r ON r.oid = g.setrole
    CROSS JOIN pg_catalog.unnest(g.setconfig) c (setting)
    WHERE g.setdatabase = d.oid) AS "settings@secrets",
  CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_largeobject_metadata) THEN 'present' END AS "large-objects"
FROM pg_catalog.pg_database d
CROSS JOIN LATERAL (SELECT pg_catalog.to_jsonb(d) AS more) j
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = d.dattablespace
WHERE d.datname = pg_catalog.current_database()
