CREATE TABLE t (id bigint, c2 varchar(20), c1 bigint);
ALTER TABLE t OWNER TO pg_monitor;
GRANT SELECT (c1, c2) ON t TO pg_monitor;
GRANT INSERT (c1) ON t TO pg_read_all_data;
