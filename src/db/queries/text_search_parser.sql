-- Parsers of text search.
SELECT p.oid, p.prsnamespace AS "schema@schema", p.prsname AS name,
  pg_catalog.array_remove(ARRAY[
    'start = ' || p.prsstart::pg_catalog.regprocedure,
    'gettoken = ' || p.prstoken::pg_catalog.regprocedure,
    'end = ' || p.prsend::pg_catalog.regprocedure,
    'headline = ' || nullif(p.prsheadline::pg_catalog.regprocedure::text, '-'),
    'lextypes = ' || p.prslextype::pg_catalog.regprocedure], NULL) AS functions
FROM pg_catalog.pg_ts_parser p
WHERE p.oid >= 16384
