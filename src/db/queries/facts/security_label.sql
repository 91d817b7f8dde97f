-- What SECURITY LABEL said, of anything: one line per provider.
SELECT l.classoid, l.objoid, l.objsubid, pg_catalog.array_agg(l.provider || ': ' || l.label ORDER BY l.provider)
FROM pg_catalog.pg_seclabel l
GROUP BY l.classoid, l.objoid, l.objsubid
UNION ALL SELECT l.classoid, l.objoid, 0, pg_catalog.array_agg(l.provider || ': ' || l.label ORDER BY l.provider)
FROM pg_catalog.pg_shseclabel l
GROUP BY l.classoid, l.objoid
