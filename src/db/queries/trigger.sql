-- Triggers by pg_dump's rule: a partition's copy of its parent's trigger only where it is enabled
-- differently (the copies are internal up to 14 and not from 15), never those of foreign keys,
-- whose names hold OIDs.
SELECT t.oid, t.tgrelid AS "parent@relation", t.tgname AS name,
  pg_catalog.pg_get_triggerdef(t.oid) AS definition,
  CASE t.tgenabled WHEN 'O' THEN 'origin' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' ELSE 'disabled' END AS enabled
FROM pg_catalog.pg_trigger t
LEFT JOIN pg_catalog.pg_trigger u ON u.oid = t.tgparentid
WHERE ((NOT t.tgisinternal AND t.tgparentid = 0) OR (t.tgenabled <> u.tgenabled AND t.tgname !~ '^RI_ConstraintTrigger_'))
  AND t.oid >= 16384
