-- What nobody granted: by the letters that acldefault() knows, with the owner's first.
SELECT k, pg_catalog.acldefault(k::"char", 10)::text[]
FROM pg_catalog.unnest(ARRAY['c', 'r', 's', 'd', 'f', 'l', 'n', 't', 'F', 'S', 'T', 'L'
  , 'p' --15+
]) k
