CREATE TABLE t (id bigint, c2 varchar(20));
ALTER TABLE t OWNER TO pg_monitor;
