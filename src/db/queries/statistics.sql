-- Extended statistics. Their names are unique in their schema; they are on a table, which the key
-- names where it is in the same schema.
SELECT s.oid, s.stxnamespace AS "schema@schema",
  CASE WHEN c.relnamespace = s.stxnamespace THEN s.stxrelid END AS "parent@relation",
  s.stxname AS name,
  s.stxowner AS "owner@role",
  NULLIF(s.stxstattarget, -1) AS "statistics-target",
  pg_catalog.pg_get_statisticsobjdef(s.oid) AS definition
FROM pg_catalog.pg_statistic_ext s
JOIN pg_catalog.pg_class c ON c.oid = s.stxrelid
WHERE c.relpersistence <> 't' AND s.oid >= 16384
