-- Extensions. Their members are nowhere in the catalog; owner and comment come with the
-- installation (pg_dump does not restore the one, the control file sets the other).
SELECT x.oid, 0 AS subid, '' AS schema, NULL AS parent, x.extname::text AS name, NULL AS definition,
  n.nspname::text AS schema,
  x.extversion AS version
FROM pg_catalog.pg_extension x
JOIN pg_catalog.pg_namespace n ON n.oid = x.extnamespace
