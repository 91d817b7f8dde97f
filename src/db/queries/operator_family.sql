-- Operator families with what belongs to no class of theirs. Which class made a member is remembered
-- differently by each major and lost by a dump; what counts is the type that a class is for: an index
-- of a class uses all members whose left type that is.
SELECT f.oid, f.opfnamespace AS "schema@schema", f.opfname || ' USING ' || pg_catalog.quote_ident(a.amname) AS name,
  f.opfowner AS "owner@role",
  ARRAY(SELECT m.text FROM (
      SELECT 'operator ' || p.amopstrategy || ' ' || p.amopopr::pg_catalog.regoperator || CASE WHEN p.amopsortfamily <> 0
        THEN ' for order by ' || (SELECT CASE WHEN n.oid <> 11 THEN pg_catalog.quote_ident(n.nspname) || '.' ELSE '' END || pg_catalog.quote_ident(s.opfname)
          FROM pg_catalog.pg_opfamily s JOIN pg_catalog.pg_namespace n ON n.oid = s.opfnamespace WHERE s.oid = p.amopsortfamily) ELSE '' END,
        1, p.amopstrategy, p.amoplefttype
      FROM pg_catalog.pg_amop p WHERE p.amopfamily = f.oid
      UNION ALL SELECT 'function ' || p.amprocnum || ' (' || pg_catalog.format_type(p.amproclefttype, NULL) || ', '
        || pg_catalog.format_type(p.amprocrighttype, NULL) || ') ' || p.amproc::pg_catalog.regprocedure,
        2, p.amprocnum, p.amproclefttype
      FROM pg_catalog.pg_amproc p WHERE p.amprocfamily = f.oid) m (text, sort, number, lefttype)
    WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_opclass c WHERE c.opcfamily = f.oid AND c.opcintype = m.lefttype)
    ORDER BY m.sort, m.number, m.text COLLATE "C") AS members
FROM pg_catalog.pg_opfamily f
JOIN pg_catalog.pg_am a ON a.oid = f.opfmethod
WHERE f.oid >= 16384
