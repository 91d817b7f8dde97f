-- The queries of views, in parts: printing one locks every table it reads until the transaction ends,
-- and the server's table of locks is small.
SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, c.oid, 0, pg_catalog.pg_get_viewdef(c.oid)
FROM pg_catalog.pg_class c
WHERE c.relkind IN ('v', 'm') AND c.relpersistence <> 't' AND c.oid >= 16384
