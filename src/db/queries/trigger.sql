-- Triggers by pg_dump's rule: a partition's copy of its parent's trigger only where it is enabled
-- differently (the copies are internal up to 14 and not from 15), never those of foreign keys,
-- whose names hold OIDs.
SELECT t.oid, 0 AS subid, n.nspname::text AS schema, c.relname::text AS parent, t.tgname::text AS name, NULL AS definition,
  pg_catalog.pg_get_triggerdef(t.oid) AS definition,
  CASE t.tgenabled WHEN 'O' THEN 'origin' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' ELSE 'disabled' END AS enabled,
  d.description AS comment
FROM pg_catalog.pg_trigger t
JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_trigger u ON u.oid = t.tgparentid
LEFT JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND d.objoid = t.oid
WHERE ((NOT t.tgisinternal AND t.tgparentid = 0) OR (t.tgenabled <> u.tgenabled AND t.tgname !~ '^RI_ConstraintTrigger_'))
  AND c.relkind IN ('r', 'p', 'v') AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    AND e.deptype = 'e' AND e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid)
