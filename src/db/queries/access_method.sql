-- Access methods of indexes and tables.
SELECT a.oid, a.amname AS name,
  CASE a.amtype WHEN 'i' THEN 'index' WHEN 't' THEN 'table' ELSE a.amtype::text END AS type,
  a.amhandler::pg_catalog.regprocedure AS "handler@signature"
FROM pg_catalog.pg_am a
WHERE a.oid >= 16384
