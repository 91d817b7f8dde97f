-- Set-based catalog read of everything a full compare needs: one query per object family, no per-object round trip.
-- The raw floor of a comparison: as catalog.sql, but index, constraint and column type text is not asked of the server;
-- the raw columns are read instead, and only expressions go through pg_get_expr.
BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL search_path = '';
COPY (SELECT nspname, nspowner::regrole, nspacl FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema') TO STDOUT;
COPY (SELECT n.nspname, c.relname, c.relkind, c.relpersistence, c.reloptions, r.rolname, c.relacl, c.relrowsecurity, c.relforcerowsecurity, c.relreplident,
  pg_catalog.pg_get_expr(c.relpartbound, c.oid), CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END, i.inhparent, am.amname, c.oid
 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_roles r ON r.oid = c.relowner
 LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r','p','v','m','S','f','c')) TO STDOUT;
COPY (SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.attidentity, a.attgenerated,
  pg_catalog.pg_get_expr(d.adbin, d.adrelid), CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation END, a.attstorage, a.attcompression, a.attstattarget, a.attoptions, a.attacl
 FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 JOIN pg_catalog.pg_type t ON t.oid = a.atttypid LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r','p','v','m','f','c')) TO STDOUT;
COPY (SELECT k.conrelid, k.contypid, k.conname, k.contype, k.convalidated, k.condeferrable, k.condeferred, k.conislocal, k.conindid, k.conkey, k.confrelid, k.confkey, k.confupdtype, k.confdeltype, k.confmatchtype, k.confdelsetcols, k.conexclop,
  CASE WHEN k.contype = 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid) END
 FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_namespace n ON n.oid = k.connamespace WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema') TO STDOUT;
COPY (SELECT n.nspname, c.relname, x.indrelid, x.indisunique, x.indisprimary, x.indisvalid, x.indisreplident, x.indisclustered, x.indnkeyatts, x.indkey, x.indcollation, x.indclass, x.indoption, x.indnullsnotdistinct, c.relam, c.reloptions,
  pg_catalog.pg_get_expr(x.indexprs, x.indrelid), pg_catalog.pg_get_expr(x.indpred, x.indrelid)
 FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema') TO STDOUT;
COPY (SELECT n.nspname, t.typname, t.typtype, r.rolname, t.typacl, t.typnotnull, t.typdefault, pg_catalog.format_type(t.typbasetype, t.typtypmod), t.typrelid, e.labels
 FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace JOIN pg_catalog.pg_roles r ON r.oid = t.typowner
 LEFT JOIN (SELECT enumtypid, pg_catalog.array_agg(enumlabel ORDER BY enumsortorder) AS labels FROM pg_catalog.pg_enum GROUP BY 1) e ON e.enumtypid = t.oid
 LEFT JOIN pg_catalog.pg_class tc ON tc.oid = t.typrelid
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND (t.typtype IN ('e','d','r') OR (t.typtype = 'c' AND tc.relkind = 'c'))) TO STDOUT;
COPY (SELECT n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid), p.prokind, r.rolname, p.proacl, CASE WHEN p.prokind <> 'a' THEN pg_catalog.pg_get_functiondef(p.oid) END
 FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace JOIN pg_catalog.pg_roles r ON r.oid = p.proowner
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e')) TO STDOUT;
COPY (SELECT t.tgrelid, t.tgname, t.tgenabled, pg_catalog.pg_get_triggerdef(t.oid) FROM pg_catalog.pg_trigger t WHERE NOT t.tgisinternal) TO STDOUT;
COPY (SELECT n.nspname, c.relname, pg_catalog.pg_get_viewdef(c.oid) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('v','m')) TO STDOUT;
COPY (SELECT polrelid, polname, polcmd, polpermissive, polroles, pg_catalog.pg_get_expr(polqual, polrelid), pg_catalog.pg_get_expr(polwithcheck, polrelid) FROM pg_catalog.pg_policy) TO STDOUT;
COPY (SELECT w.ev_class, w.rulename, w.ev_enabled, pg_catalog.pg_get_ruledef(w.oid) FROM pg_catalog.pg_rewrite w JOIN pg_catalog.pg_class c ON c.oid = w.ev_class
 WHERE c.relkind IN ('r','p') AND w.oid >= 16384) TO STDOUT;
COPY (SELECT q.*, d.refobjid, d.refobjsubid, d.deptype FROM pg_catalog.pg_sequence q LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
  AND d.objid = q.seqrelid AND d.deptype IN ('a','i')) TO STDOUT;
COPY (SELECT s.stxname, s.stxrelid, pg_catalog.pg_get_statisticsobjdef(s.oid) FROM pg_catalog.pg_statistic_ext s) TO STDOUT;
COPY (SELECT classoid, objoid, objsubid, description FROM pg_catalog.pg_description WHERE objoid >= 16384) TO STDOUT;
COPY (SELECT extname, extversion, extnamespace FROM pg_catalog.pg_extension) TO STDOUT;
COPY (SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e') TO STDOUT;
COPY (SELECT * FROM pg_catalog.pg_default_acl) TO STDOUT;
COPY (SELECT * FROM pg_catalog.pg_publication) TO STDOUT;
COPY (SELECT * FROM pg_catalog.pg_publication_rel) TO STDOUT;
COPY (SELECT * FROM pg_catalog.pg_event_trigger) TO STDOUT;
COPY (SELECT * FROM pg_catalog.pg_foreign_server) TO STDOUT;
COPY (SELECT * FROM pg_catalog.pg_foreign_table) TO STDOUT;
COPY (SELECT * FROM pg_catalog.pg_collation WHERE oid >= 16384) TO STDOUT;
COPY (SELECT * FROM pg_catalog.pg_operator WHERE oid >= 16384) TO STDOUT;
COPY (SELECT * FROM pg_catalog.pg_opclass WHERE oid >= 16384) TO STDOUT;
COPY (SELECT * FROM pg_catalog.pg_cast WHERE oid >= 16384) TO STDOUT;
COPY (SELECT * FROM pg_catalog.pg_aggregate WHERE aggfnoid::pg_catalog.oid >= 16384) TO STDOUT;
COPY (SELECT * FROM pg_catalog.pg_ts_config WHERE oid >= 16384) TO STDOUT;
COPY (SELECT rolname, rolsuper, rolinherit FROM pg_catalog.pg_roles) TO STDOUT;
COPY (SELECT classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype FROM pg_catalog.pg_depend WHERE objid >= 16384 AND deptype IN ('n','a')) TO STDOUT;
COMMIT;
