-- Default privileges. Those for a schema are granted besides those for everywhere.
SELECT d.oid,
  CASE WHEN d.defaclnamespace <> 0 THEN d.defaclnamespace END AS "schema@schema",
  'for role ' || pg_catalog.pg_get_userbyid(d.defaclrole) || ' on ' || CASE d.defaclobjtype WHEN 'r' THEN 'tables'
    WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas'
    WHEN 'L' THEN 'large objects' ELSE d.defaclobjtype::text END AS name,
  d.defaclrole AS "=role",
  CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END AS "=letter",
  d.defaclacl::text[] AS "=acl"
FROM pg_catalog.pg_default_acl d
