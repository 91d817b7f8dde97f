DO $$ BEGIN CREATE ROLE "plan App"; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
DO $$ BEGIN CREATE ROLE plan_writer; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
DO $$ BEGIN CREATE ROLE plan_owner; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
CREATE SCHEMA app;
GRANT SELECT ON pg_catalog.pg_stat_replication TO plan_writer;
GRANT CREATE ON SCHEMA public TO plan_writer;
