-- Subscriptions of this database. Options are those that differ from what a subscription has unless
-- told otherwise. Not everybody may read all columns, and a query that names one that its role may
-- not read fails whether it reads it or not; text run later is checked later.
SELECT
  s.oid, --14+
  substring(pg_catalog.query_to_xml(CASE WHEN pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'oid', 'SELECT') --<14
    THEN 'SELECT oid FROM pg_catalog.pg_subscription WHERE subdbid = ' || s.subdbid || ' AND subname = ' || pg_catalog.quote_literal(s.subname) --<14
    ELSE 'SELECT NULL AS oid' END, false, true, '')::text FROM '<oid>([0-9]+)<') AS oid, --<14
  s.subname AS name,
  s.subowner AS "owner@role",
  s.subenabled AS "enabled@flag",
  s.subpublications AS publications,
  pg_catalog.convert_from(pg_catalog.decode(substring(pg_catalog.query_to_xml(
    CASE WHEN pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'SELECT')
    THEN 'SELECT pg_catalog.encode(pg_catalog.convert_to(subconninfo, ''UTF8''), ''hex'') AS connection FROM pg_catalog.pg_subscription WHERE subdbid = '
      || s.subdbid || ' AND subname = ' || pg_catalog.quote_literal(s.subname)
    ELSE 'SELECT NULL AS connection' END, false, true, '')::text FROM '<connection>([0-9a-f]+)<'), 'hex'), 'UTF8') AS "connection@connection",
  NOT pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'SELECT') AS "connection@unreadable",
  NOT pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'subsynccommit', 'SELECT') AS "options@unreadable", --<14
  pg_catalog.array_remove(ARRAY['slot_name=' || coalesce(s.subslotname, 'NONE'),
    CASE WHEN s.subsynccommit <> 'off' THEN 'synchronous_commit=' || s.subsynccommit END, --14+
    'synchronous_commit=' || NULLIF(substring(pg_catalog.query_to_xml(CASE WHEN pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'subsynccommit', 'SELECT') --<14
      THEN 'SELECT subsynccommit FROM pg_catalog.pg_subscription WHERE subdbid = ' || s.subdbid || ' AND subname = ' || pg_catalog.quote_literal(s.subname) --<14
      ELSE 'SELECT NULL AS subsynccommit' END, false, true, '')::text FROM '<subsynccommit>([a-z_]+)<'), 'off'), --<14
    CASE WHEN s.subbinary THEN 'binary=true' END, --14+
    CASE s.substream::text WHEN 't' THEN 'streaming=on' WHEN 'true' THEN 'streaming=on' WHEN 'p' THEN 'streaming=parallel' END, --14+
    CASE WHEN s.subtwophasestate <> 'd' THEN 'two_phase=true' END, --15+
    CASE WHEN s.subdisableonerr THEN 'disable_on_error=true' END, --15+
    CASE WHEN s.suborigin <> 'any' THEN 'origin=' || s.suborigin END, --16+
    CASE WHEN NOT s.subpasswordrequired THEN 'password_required=false' END, --16+
    CASE WHEN s.subrunasowner THEN 'run_as_owner=true' END, --16+
    CASE WHEN s.subfailover THEN 'failover=true' END, --17+
    NULL], NULL) AS options
FROM pg_catalog.pg_subscription s
WHERE s.subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
