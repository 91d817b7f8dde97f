-- Collations. The version is what the operating system or ICU had when the collation was made: a fact
-- of the environment. ICU's locale was in collcollate up to 14, in colliculocale in 15 and 16. Those of
-- other encodings cannot be used here.
SELECT c.oid, c.collnamespace AS "schema@schema", c.collname AS name,
  c.collowner AS "owner@role",
  c.collversion AS version,
  CASE c.collprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' WHEN 'd' THEN 'default' ELSE c.collprovider::text END AS provider,
  coalesce(pg_catalog.to_jsonb(c) ->> 'colllocale', pg_catalog.to_jsonb(c) ->> 'colliculocale', c.collcollate) AS locale,
  CASE c.collprovider WHEN 'c' THEN c.collctype END AS "character-type",
  c.collicurules AS "collation-rules", --16+
  c.collisdeterministic AS "deterministic@flag"
FROM pg_catalog.pg_collation c
WHERE c.oid >= 16384
  AND c.collencoding IN (-1, (SELECT d.encoding FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()))
