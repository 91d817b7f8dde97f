-- Configurations of text search: for each type of token the dictionaries that are asked, in order. Only
-- the parser itself knows what its types are called.
SELECT c.oid, c.cfgnamespace AS "schema@schema", c.cfgname AS name,
  c.cfgowner AS "owner@role",
  CASE WHEN n.oid <> 11 THEN pg_catalog.quote_ident(n.nspname) || '.' ELSE '' END || pg_catalog.quote_ident(p.prsname) AS parser,
  ARRAY(SELECT t.alias || ': ' || pg_catalog.string_agg(
      CASE WHEN dn.oid <> 11 THEN pg_catalog.quote_ident(dn.nspname) || '.' ELSE '' END || pg_catalog.quote_ident(d.dictname), ', ' ORDER BY m.mapseqno)
    FROM pg_catalog.pg_ts_config_map m
    JOIN pg_catalog.pg_ts_dict d ON d.oid = m.mapdict
    JOIN pg_catalog.pg_namespace dn ON dn.oid = d.dictnamespace
    JOIN pg_catalog.ts_token_type(c.cfgparser) t ON t.tokid = m.maptokentype
    WHERE m.mapcfg = c.oid
    GROUP BY t.alias
    ORDER BY t.alias COLLATE "C") AS mappings
FROM pg_catalog.pg_ts_config c
JOIN pg_catalog.pg_ts_parser p ON p.oid = c.cfgparser
JOIN pg_catalog.pg_namespace n ON n.oid = p.prsnamespace
WHERE c.oid >= 16384
