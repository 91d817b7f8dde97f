-- Casts, but for those that a range type and its multirange bring along (14+).
SELECT c.oid,
  '(' || pg_catalog.format_type(c.castsource, NULL) || ' AS ' || pg_catalog.format_type(c.casttarget, NULL) || ')' AS name,
  CASE c.castmethod WHEN 'f' THEN c.castfunc::pg_catalog.regprocedure::text WHEN 'i' THEN 'with inout' ELSE 'without function' END AS "function@signature",
  CASE c.castcontext WHEN 'i' THEN 'implicit' WHEN 'a' THEN 'assignment' ELSE 'explicit' END AS context
FROM pg_catalog.pg_cast c
WHERE c.oid >= 16384
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_range r WHERE r.rngtypid = c.castsource AND r.rngmultitypid = c.casttarget) --14+
