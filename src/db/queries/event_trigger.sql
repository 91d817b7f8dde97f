-- Event triggers.
SELECT t.oid, t.evtname AS name,
  t.evtowner AS "owner@role",
  t.evtevent AS event,
  t.evttags AS tags,
  t.evtfoid::pg_catalog.regproc::text AS function,
  CASE t.evtenabled WHEN 'O' THEN 'origin' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' ELSE 'disabled' END AS enabled
FROM pg_catalog.pg_event_trigger t
WHERE t.oid >= 16384
