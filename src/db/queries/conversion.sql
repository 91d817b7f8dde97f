-- Conversions between encodings. Their functions have other arguments from 14 on, and no choice of them.
SELECT c.oid, c.connamespace AS "schema@schema", c.conname AS name,
  c.conowner AS "owner@role",
  pg_catalog.pg_encoding_to_char(c.conforencoding) AS encoding,
  pg_catalog.pg_encoding_to_char(c.contoencoding) AS "destination-encoding",
  c.conproc AS "function@signature",
  c.condefault AS "is-default@flag"
FROM pg_catalog.pg_conversion c
WHERE c.oid >= 16384
