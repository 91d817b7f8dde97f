-- Dictionaries of text search; the options are as the server keeps them, one text.
SELECT d.oid, d.dictnamespace AS "schema@schema", d.dictname AS name,
  d.dictowner AS "owner@role",
  CASE WHEN n.oid <> 11 THEN pg_catalog.quote_ident(n.nspname) || '.' ELSE '' END || pg_catalog.quote_ident(t.tmplname) AS template,
  d.dictinitoption AS options
FROM pg_catalog.pg_ts_dict d
JOIN pg_catalog.pg_ts_template t ON t.oid = d.dicttemplate
JOIN pg_catalog.pg_namespace n ON n.oid = t.tmplnamespace
WHERE d.oid >= 16384
