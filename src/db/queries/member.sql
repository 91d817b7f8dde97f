-- What extensions brought.
SELECT e.classid, e.objid FROM pg_catalog.pg_depend e
WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.deptype = 'e'
