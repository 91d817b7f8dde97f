-- Whether somebody changed an object that others are printed from, after the snapshot of this
-- capture. What was printed meanwhile is of the present; everything else is of the snapshot. Deleted
-- rows need no look: what they held either was printed before or cannot be printed. Temporary
-- objects come and go. The age is looked at first: it is cheap, and few rows are young.
SELECT EXISTS (SELECT FROM (
    SELECT c.xmin FROM pg_catalog.pg_class c WHERE c.relpersistence <> 't'
    UNION ALL SELECT a.xmin FROM pg_catalog.pg_attribute a
      WHERE (SELECT c.relpersistence FROM pg_catalog.pg_class c WHERE c.oid = a.attrelid) <> 't'
        AND pg_catalog.age(a.xmin) <= (SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text::bigint
          - pg_catalog.pg_snapshot_xmin(pg_catalog.current_setting('lockstep.snapshot')::pg_catalog.pg_snapshot)::text::bigint)
    UNION ALL SELECT t.xmin FROM pg_catalog.pg_type t
      WHERE (SELECT n.nspname FROM pg_catalog.pg_namespace n WHERE n.oid = t.typnamespace) !~ '^pg_(temp|toast)_'
        AND pg_catalog.age(t.xmin) <= (SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text::bigint
          - pg_catalog.pg_snapshot_xmin(pg_catalog.current_setting('lockstep.snapshot')::pg_catalog.pg_snapshot)::text::bigint)
    UNION ALL SELECT xmin FROM pg_catalog.pg_proc
    UNION ALL SELECT xmin FROM pg_catalog.pg_rewrite
    UNION ALL SELECT xmin FROM pg_catalog.pg_trigger
    UNION ALL SELECT xmin FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_(temp|toast)_'
    UNION ALL SELECT xmin FROM pg_catalog.pg_operator) AS changed
  WHERE pg_catalog.age(changed.xmin) <= (SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text::bigint
      - pg_catalog.pg_snapshot_xmin(pg_catalog.current_setting('lockstep.snapshot')::pg_catalog.pg_snapshot)::text::bigint)
    AND NOT pg_catalog.pg_visible_in_snapshot(
      ((SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text::bigint) - pg_catalog.age(changed.xmin))::text::pg_catalog.xid8,
      pg_catalog.current_setting('lockstep.snapshot')::pg_catalog.pg_snapshot)),
  pg_catalog.set_config('lockstep.snapshot', '', false) IS NULL
