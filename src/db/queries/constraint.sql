-- Constraints of tables and domains. Left out: constraint triggers (triggers), and what a parent table
-- implies on its children. NOT NULL of tables has a row from 18 on.
SELECT k.oid,
  CASE WHEN k.conrelid <> 0 THEN k.conrelid END AS "parent@relation",
  CASE WHEN k.conrelid = 0 THEN k.contypid END AS "parent@type",
  k.conname AS name,
  k.contype AS "=sort",
  k.conrelid AS "=relation",
  k.convalidated AS "validated@flag",
  k.condeferrable AS "=deferrable",
  k.condeferred AS "=deferred",
  k.conenforced AS "=enforced", --18+
  k.conperiod AS "=period", --18+
  k.connoinherit AS "=no inherit",
  k.coninhcount > 0 AS "=inherited",
  k.conindid AS "=index",
  k.conkey AS "=columns",
  k.confrelid AS "=other",
  k.confkey AS "=other columns",
  k.confmatchtype AS "=match",
  k.confupdtype AS "=on update",
  k.confdeltype AS "=on delete",
  k.confdelsetcols AS "=set columns", --15+
  CASE k.contype WHEN 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid)
    WHEN 'x' THEN pg_catalog.pg_get_constraintdef(k.oid) END AS "=text"
FROM pg_catalog.pg_constraint k
WHERE k.contype IN ('c', 'f', 'p', 'u', 'x', 'n') AND k.conparentid = 0 AND k.conislocal AND k.oid >= 16384
