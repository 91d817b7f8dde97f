-- Operators. One without a function is a promise that another operator made (COMMUTATOR, NEGATOR), and
-- shows there.
SELECT o.oid, o.oprnamespace AS "schema@schema",
  o.oprname || '(' || CASE WHEN o.oprleft = 0 THEN 'NONE' ELSE pg_catalog.format_type(o.oprleft, NULL) END || ', '
    || CASE WHEN o.oprright = 0 THEN 'NONE' ELSE pg_catalog.format_type(o.oprright, NULL) END || ')' AS name,
  o.oprowner AS "owner@role",
  o.oprcode::pg_catalog.regprocedure AS "function@signature",
  o.oprcom::pg_catalog.regoperator AS "commutator@signature",
  o.oprnegate::pg_catalog.regoperator AS "negator@signature",
  o.oprrest::pg_catalog.regprocedure AS "restriction-estimator@signature",
  o.oprjoin::pg_catalog.regprocedure AS "join-estimator@signature",
  o.oprcanhash AS "hashes@flag",
  o.oprcanmerge AS "merges@flag"
FROM pg_catalog.pg_operator o
WHERE o.oprcode::pg_catalog.oid <> 0 AND o.oid >= 16384
