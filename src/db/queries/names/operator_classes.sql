SELECT oid, opcnamespace, opcname, opcdefault, opcintype FROM pg_catalog.pg_opclass
