-- Extensions. Their members are nowhere in the catalog; the owner comes with the installation
-- (pg_dump does not restore it). Which of an extension's tables hold the user's data is a fact.
SELECT x.oid, x.extname AS name,
  x.extnamespace AS "schema@schema-name",
  x.extversion AS version,
  (SELECT pg_catalog.array_agg(c.relname || coalesce(' ' || nullif(f.filter, ''), '') ORDER BY c.relname)
    FROM ROWS FROM (pg_catalog.unnest(x.extconfig), pg_catalog.unnest(x.extcondition)) f (relation, filter)
    JOIN pg_catalog.pg_class c ON c.oid = f.relation) AS "configuration-tables"
FROM pg_catalog.pg_extension x
