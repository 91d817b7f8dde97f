-- Rewrite rules. The one named _RETURN is the query of its view.
SELECT r.oid, r.ev_class AS "parent@relation", r.rulename AS name,
  pg_catalog.pg_get_ruledef(r.oid) AS definition,
  CASE r.ev_enabled WHEN 'O' THEN 'origin' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' ELSE 'disabled' END AS enabled
FROM pg_catalog.pg_rewrite r
WHERE r.rulename <> '_RETURN' AND r.oid >= 16384
