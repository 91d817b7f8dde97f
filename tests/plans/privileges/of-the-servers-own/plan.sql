-- together
REVOKE USAGE ON SCHEMA public FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM plan_writer;
REVOKE EXECUTE ON FUNCTION pg_catalog.pg_read_file(text, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text, bigint, bigint) TO "plan App";
REVOKE EXECUTE ON FUNCTION pg_catalog.pg_stat_reset() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_stat_reset() TO plan_writer;
REVOKE SELECT ON TABLE pg_catalog.pg_stat_replication FROM plan_writer;
