-- Operator classes with the members of their family whose left type is theirs, see operator_family.sql.
SELECT c.oid, c.opcnamespace AS "schema@schema", c.opcname || ' USING ' || pg_catalog.quote_ident(a.amname) AS name,
  c.opcowner AS "owner@role",
  pg_catalog.format_type(c.opcintype, NULL) AS type,
  c.opcdefault AS "is-default@flag",
  CASE WHEN fn.oid <> 11 THEN pg_catalog.quote_ident(fn.nspname) || '.' ELSE '' END || pg_catalog.quote_ident(f.opfname) AS family,
  CASE WHEN c.opckeytype <> 0 THEN pg_catalog.format_type(c.opckeytype, NULL) END AS "key-type",
  ARRAY(SELECT m.text FROM (
      SELECT 'operator ' || p.amopstrategy || ' ' || p.amopopr::pg_catalog.regoperator || CASE WHEN p.amopsortfamily <> 0
        THEN ' for order by ' || (SELECT CASE WHEN n.oid <> 11 THEN pg_catalog.quote_ident(n.nspname) || '.' ELSE '' END || pg_catalog.quote_ident(s.opfname)
          FROM pg_catalog.pg_opfamily s JOIN pg_catalog.pg_namespace n ON n.oid = s.opfnamespace WHERE s.oid = p.amopsortfamily) ELSE '' END,
        1, p.amopstrategy
      FROM pg_catalog.pg_amop p WHERE p.amopfamily = c.opcfamily AND p.amoplefttype = c.opcintype
      UNION ALL SELECT 'function ' || p.amprocnum || ' (' || pg_catalog.format_type(p.amproclefttype, NULL) || ', '
        || pg_catalog.format_type(p.amprocrighttype, NULL) || ') ' || p.amproc::pg_catalog.regprocedure,
        2, p.amprocnum
      FROM pg_catalog.pg_amproc p WHERE p.amprocfamily = c.opcfamily AND p.amproclefttype = c.opcintype) m (text, sort, number)
    ORDER BY m.sort, m.number, m.text COLLATE "C") AS members
FROM pg_catalog.pg_opclass c
JOIN pg_catalog.pg_am a ON a.oid = c.opcmethod
JOIN pg_catalog.pg_opfamily f ON f.oid = c.opcfamily
JOIN pg_catalog.pg_namespace fn ON fn.oid = f.opfnamespace
WHERE c.oid >= 16384
