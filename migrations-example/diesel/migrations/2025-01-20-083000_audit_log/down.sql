DROP FUNCTION write_audit_log CASCADE;
DROP TABLE audit_log;
