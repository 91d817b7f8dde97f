-- Privileges that somebody changed on what the server or an extension brought: kind, schema, object it
-- is on, name, sort of object for acldefault(), owner, privileges, and those from the start. The
-- server does not say with what information_schema started; pg_dump leaves it out, too. The conditions
-- on OIDs are written so that indexes answer them: users have far more objects than these.
SELECT o.kind, n.nspname, o.parent,
  CASE WHEN o.class = 'pg_catalog.pg_proc'::pg_catalog.regclass THEN o.name || '(' || pg_catalog.regexp_replace(
    pg_catalog.pg_get_function_identity_arguments(o.oid), CASE o.kind WHEN 'procedure' THEN '(^|, )IN ' ELSE '^$' END, '\1', 'g') || ')'
    ELSE o.name END,
  o.letter, pg_catalog.pg_get_userbyid(o.owner), o.acl::text[], i.initprivs::text[]
FROM (
  SELECT 'pg_catalog.pg_class'::pg_catalog.regclass AS class, c.oid, 0 AS sub, CASE c.relkind WHEN 'v' THEN 'view'
      WHEN 'm' THEN 'materialized-view' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign-table' ELSE 'table' END AS kind,
    c.relnamespace AS schema, NULL::text AS parent, c.relname::text AS name, CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END AS letter,
    c.relowner AS owner, c.relacl AS acl
  FROM pg_catalog.pg_class c
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
    AND (c.oid < 16384 OR c.oid = ANY (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend d WHERE d.deptype = 'e'
      AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass)))
  UNION ALL SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, a.attnum, 'column', c.relnamespace, c.relname::text, a.attname::text, 'c',
    c.relowner, a.attacl
  FROM pg_catalog.pg_attribute a
  CROSS JOIN LATERAL (SELECT r.oid, r.relnamespace, r.relname, r.relowner, r.relkind FROM pg_catalog.pg_class r WHERE r.oid = a.attrelid OFFSET 0) c
  WHERE (a.attrelid < 16384 OR a.attrelid = ANY (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend d WHERE d.deptype = 'e'
      AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass)))
    AND (a.attacl IS NOT NULL OR (a.attrelid, a.attnum) IN (SELECT p.objoid, p.objsubid FROM pg_catalog.pg_init_privs p
      WHERE p.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.objsubid > 0))
    AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  UNION ALL SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, 0, CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate'
      ELSE 'function' END, p.pronamespace, NULL, p.proname::text, 'f', p.proowner, p.proacl
  FROM pg_catalog.pg_proc p
  WHERE p.oid < 16384 OR p.oid = ANY (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend d WHERE d.deptype = 'e'
    AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass))
  UNION ALL SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, 0, CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain'
      WHEN 'c' THEN 'composite' WHEN 'r' THEN 'range' ELSE 'base-type' END, t.typnamespace, NULL, t.typname::text, 'T', t.typowner, t.typacl
  FROM pg_catalog.pg_type t
  WHERE t.oid < 16384 OR t.oid = ANY (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend d WHERE d.deptype = 'e'
    AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass))
  UNION ALL SELECT u.class, u.oid, 0, u.kind, 0, NULL, u.name::text, u.letter, u.owner, u.acl
  FROM (
    SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass AS class, s.oid, 'schema' AS kind, s.nspname AS name, 'n' AS letter,
      s.nspowner AS owner, s.nspacl AS acl
    FROM pg_catalog.pg_namespace s WHERE s.nspname NOT IN ('public', 'information_schema')
    UNION ALL SELECT 'pg_catalog.pg_language'::pg_catalog.regclass, l.oid, 'language', l.lanname, 'l', l.lanowner, l.lanacl
    FROM pg_catalog.pg_language l
    UNION ALL SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, w.oid, 'foreign-data-wrapper', w.fdwname, 'F', w.fdwowner, w.fdwacl
    FROM pg_catalog.pg_foreign_data_wrapper w
    UNION ALL SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, v.oid, 'server', v.srvname, 'S', v.srvowner, v.srvacl
    FROM pg_catalog.pg_foreign_server v) u
  WHERE u.oid < 16384 OR (u.class::pg_catalog.oid, u.oid) IN (SELECT d.classid, d.objid FROM pg_catalog.pg_depend d
    WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e')) o
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = o.schema
LEFT JOIN pg_catalog.pg_init_privs i ON i.classoid = o.class AND i.objoid = o.oid AND i.objsubid = o.sub
WHERE o.acl IS DISTINCT FROM i.initprivs AND n.nspname IS DISTINCT FROM 'information_schema'
