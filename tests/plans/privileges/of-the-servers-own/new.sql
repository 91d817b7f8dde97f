DO $$ BEGIN CREATE ROLE "plan App"; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
DO $$ BEGIN CREATE ROLE plan_writer; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
DO $$ BEGIN CREATE ROLE plan_owner; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
CREATE SCHEMA app;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_stat_reset() TO plan_writer;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text, bigint, bigint) TO "plan App";
REVOKE USAGE ON SCHEMA public FROM PUBLIC;
