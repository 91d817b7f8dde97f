-- Aggregates. How the final functions use the state is told where it is not what the kind of aggregate
-- has by itself, and nowhere without such a function: a dump drops it, too.
SELECT p.oid, p.pronamespace AS "schema@schema",
  p.proname || '(' || coalesce(nullif(pg_catalog.pg_get_function_identity_arguments(p.oid), ''), '*') || ')' AS name,
  p.proowner AS "owner@role",
  p.proacl::text[] AS "privileges@acl.f",
  pg_catalog.pg_get_function_result(p.oid) AS returns,
  CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' ELSE 'unsafe' END AS parallel,
  CASE a.aggkind WHEN 'o' THEN 'ordered-set' WHEN 'h' THEN 'hypothetical-set' END AS "aggregate-kind",
  a.aggtransfn::pg_catalog.regprocedure AS "transition-function@signature",
  pg_catalog.format_type(a.aggtranstype, NULL) AS "state-type",
  nullif(a.aggtransspace, 0) AS "state-size",
  nullif(a.aggfinalfn::pg_catalog.regprocedure::text, '-') || CASE WHEN a.aggfinalextra THEN ' extra' ELSE '' END
    || CASE WHEN a.aggfinalmodify = CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END::"char" THEN ''
      ELSE CASE a.aggfinalmodify WHEN 'r' THEN ' read_only' WHEN 's' THEN ' shareable' ELSE ' read_write' END END AS "final-function",
  a.aggcombinefn::pg_catalog.regprocedure AS "combine-function@signature",
  a.aggserialfn::pg_catalog.regprocedure AS "serial-function@signature",
  a.aggdeserialfn::pg_catalog.regprocedure AS "deserial-function@signature",
  a.agginitval AS "initial-value",
  CASE WHEN a.aggmtransfn::pg_catalog.oid <> 0 THEN pg_catalog.array_remove(ARRAY[
    'transition = ' || a.aggmtransfn::pg_catalog.regprocedure,
    'inverse = ' || a.aggminvtransfn::pg_catalog.regprocedure,
    'state type = ' || pg_catalog.format_type(a.aggmtranstype, NULL),
    'state size = ' || nullif(a.aggmtransspace, 0),
    'final = ' || nullif(a.aggmfinalfn::pg_catalog.regprocedure::text, '-') || CASE WHEN a.aggmfinalextra THEN ' extra' ELSE '' END
      || CASE WHEN a.aggmfinalmodify = CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END::"char" THEN ''
        ELSE CASE a.aggmfinalmodify WHEN 'r' THEN ' read_only' WHEN 's' THEN ' shareable' ELSE ' read_write' END END,
    'initial value = ' || a.aggminitval], NULL) END AS "moving-aggregate",
  a.aggsortop::pg_catalog.regoperator AS "sort-operator@signature"
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_aggregate a ON a.aggfnoid = p.oid
WHERE p.prokind = 'a' AND p.oid >= 16384
