-- Base types, and the shells of types that are named but not yet defined. Arrays belong to what they
-- are arrays of. Fixed-length types with elements got their subscripting by themselves in 14.
SELECT t.oid, t.typnamespace AS "schema@schema", t.typname AS name,
  t.typowner AS "owner@role",
  t.typacl::text[] AS "privileges@acl.T",
  CASE WHEN t.typisdefined THEN pg_catalog.array_remove(ARRAY[
    'input = ' || nullif(t.typinput::pg_catalog.regprocedure::text, '-'),
    'output = ' || nullif(t.typoutput::pg_catalog.regprocedure::text, '-'),
    'receive = ' || nullif(t.typreceive::pg_catalog.regprocedure::text, '-'),
    'send = ' || nullif(t.typsend::pg_catalog.regprocedure::text, '-'),
    'typmod_in = ' || nullif(t.typmodin::pg_catalog.regprocedure::text, '-'),
    'typmod_out = ' || nullif(t.typmodout::pg_catalog.regprocedure::text, '-'),
    CASE WHEN t.typelem = 0 OR t.typsubscript::text <> 'raw_array_subscript_handler' THEN 'subscript = ' || nullif(t.typsubscript::pg_catalog.regprocedure::text, '-') END, --14+
    'analyze = ' || nullif(t.typanalyze::pg_catalog.regprocedure::text, '-')], NULL) END AS functions,
  CASE WHEN t.typisdefined THEN pg_catalog.array_remove(ARRAY[
    'internallength = ' || CASE WHEN t.typlen < 0 THEN 'variable' ELSE t.typlen::text END,
    CASE WHEN t.typbyval THEN 'passedbyvalue' END,
    'alignment = ' || CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4' ELSE 'double' END,
    'storage = ' || CASE t.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END,
    'category = ' || t.typcategory::text,
    CASE WHEN t.typispreferred THEN 'preferred' END,
    'default = ' || t.typdefault,
    CASE WHEN t.typelem <> 0 THEN 'element = ' || pg_catalog.format_type(t.typelem, NULL) END,
    CASE WHEN t.typdelim <> ',' THEN 'delimiter = ' || t.typdelim::text END,
    CASE WHEN t.typcollation <> 0 THEN 'collatable' END], NULL) END AS options
FROM pg_catalog.pg_type t
WHERE (t.typtype = 'b' OR NOT t.typisdefined) AND t.oid >= 16384
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid)
