-- Changes whenever somebody changes an object that others are printed from. Row versions, because
-- most changes add and remove no row; temporary objects come and go and are left out.
SELECT (SELECT pg_catalog.sum(c.xmin::text::bigint) FROM pg_catalog.pg_class c WHERE c.relpersistence <> 't')
  || '/' || (SELECT pg_catalog.sum(a.xmin::text::bigint) FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relpersistence <> 't' AND c.relkind IN ('r', 'p', 'v', 'm', 'c'))
  || '/' || (SELECT pg_catalog.sum(t.xmin::text::bigint) FROM pg_catalog.pg_type t
    WHERE t.typnamespace NOT IN (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname ~ '^pg_temp_'))
  || '/' || (SELECT pg_catalog.sum(p.xmin::text::bigint) FROM pg_catalog.pg_proc p)
  || '/' || (SELECT pg_catalog.sum(k.xmin::text::bigint) FROM pg_catalog.pg_constraint k
    WHERE k.connamespace NOT IN (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname ~ '^pg_temp_'))
  || '/' || (SELECT pg_catalog.sum(n.xmin::text::bigint) FROM pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_')
