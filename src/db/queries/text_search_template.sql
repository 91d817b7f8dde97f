-- Templates of dictionaries of text search.
SELECT t.oid, t.tmplnamespace AS "schema@schema", t.tmplname AS name,
  pg_catalog.array_remove(ARRAY[
    'init = ' || nullif(t.tmplinit::pg_catalog.regprocedure::text, '-'),
    'lexize = ' || t.tmpllexize::pg_catalog.regprocedure], NULL) AS functions
FROM pg_catalog.pg_ts_template t
WHERE t.oid >= 16384
