-- Transforms of a type for a language.
SELECT t.oid,
  'FOR ' || pg_catalog.format_type(t.trftype, NULL) || ' LANGUAGE ' || pg_catalog.quote_ident(l.lanname) AS name,
  t.trffromsql::pg_catalog.regprocedure AS "from-sql@signature",
  t.trftosql::pg_catalog.regprocedure AS "to-sql@signature"
FROM pg_catalog.pg_transform t
JOIN pg_catalog.pg_language l ON l.oid = t.trflang
WHERE t.oid >= 16384
