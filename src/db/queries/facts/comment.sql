-- What COMMENT ON said, of anything.
SELECT d.classoid, d.objoid, d.objsubid, d.description
FROM pg_catalog.pg_description d
WHERE d.objoid >= 16384
  OR (d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.description <> 'standard public schema')
UNION ALL SELECT d.classoid, d.objoid, 0, d.description
FROM pg_catalog.pg_shdescription d
WHERE d.objoid >= 16384 OR (d.classoid = 'pg_catalog.pg_database'::pg_catalog.regclass
  AND d.description <> 'default administrative connection database')
