-- What refers to what, as (catalog, oid, subid) pairs.
-- stands_for: the first object is a part of the second, which is the one the catalog shows: a view's
-- rule, a column's default, a row or array type, the index of a constraint, a member of an extension or
-- of an operator class, the constructors and the multirange of a range type, a table (6106) or a schema
-- (6237, from 15 on) in a publication.
-- OWNED BY (a sequence's automatic dependency on a column) is left out: it is no prerequisite, and
-- with the column's default it would make a circle.
SELECT d.classid, d.objid, d.objsubid,
  d.refclassid, d.refobjid, d.refobjsubid, false AS stands_for
FROM pg_catalog.pg_depend d
WHERE d.deptype IN ('n', 'a', 'x') AND d.objid >= 16384
  AND NOT (d.deptype = 'a' AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0
    AND EXISTS (SELECT FROM pg_catalog.pg_sequence s WHERE s.seqrelid = d.objid))
UNION ALL SELECT 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid, r.oid, 0, 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, r.ev_class, 0, true FROM pg_catalog.pg_rewrite r WHERE r.oid >= 16384
UNION ALL SELECT 'pg_catalog.pg_attrdef'::pg_catalog.regclass::pg_catalog.oid, f.oid, 0, 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, f.adrelid, f.adnum, true FROM pg_catalog.pg_attrdef f
UNION ALL SELECT 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid, t.oid, 0, 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, t.typrelid, 0, true FROM pg_catalog.pg_type t
  JOIN pg_catalog.pg_class c ON c.oid = t.typrelid AND c.relkind <> 'c' WHERE t.oid >= 16384
UNION ALL SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, c.oid, 0, 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid, c.reltype, 0, true FROM pg_catalog.pg_class c WHERE c.relkind = 'c' AND c.oid >= 16384
UNION ALL SELECT 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid, t.typarray, 0, 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid, t.oid, 0, true FROM pg_catalog.pg_type t WHERE t.typarray >= 16384
UNION ALL SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, k.conindid, 0, 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid, k.oid, 0, true FROM pg_catalog.pg_constraint k WHERE k.contype IN ('p', 'u', 'x')
UNION ALL SELECT e.classid, e.objid, 0, 'pg_catalog.pg_extension'::pg_catalog.regclass::pg_catalog.oid, e.refobjid, 0, true
  FROM pg_catalog.pg_depend e WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.deptype = 'e'
UNION ALL SELECT i.classid, i.objid, 0, i.refclassid, i.refobjid, 0, true
  FROM pg_catalog.pg_depend i WHERE i.objid >= 16384 AND (
    (i.deptype = 'i' AND i.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass
      AND i.classid IN ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_type'::pg_catalog.regclass))
    OR (i.deptype IN ('i', 'a') AND i.classid IN ('pg_catalog.pg_amop'::pg_catalog.regclass, 'pg_catalog.pg_amproc'::pg_catalog.regclass)
      AND i.refclassid IN ('pg_catalog.pg_opclass'::pg_catalog.regclass, 'pg_catalog.pg_opfamily'::pg_catalog.regclass)))
UNION ALL SELECT p.classid, p.objid, 0, p.refclassid, p.refobjid, 0, true
  FROM pg_catalog.pg_depend p WHERE p.classid IN (6106, 6237) AND p.refclassid = 'pg_catalog.pg_publication'::pg_catalog.regclass
