-- Procedural languages; plpgsql is an extension's. What everybody may with a language is by default to
-- use it, and nobody can be granted the use of one that is not trusted.
SELECT l.oid, l.lanname AS name,
  l.lanowner AS "owner@role",
  l.lanacl::text[] AS "privileges@acl.l",
  l.lanpltrusted AS "trusted@flag",
  l.lanplcallfoid::pg_catalog.regprocedure AS "handler@signature",
  l.laninline::pg_catalog.regprocedure AS "inline-handler@signature",
  l.lanvalidator::pg_catalog.regprocedure AS "validator@signature"
FROM pg_catalog.pg_language l
WHERE l.lanispl AND l.oid >= 16384
