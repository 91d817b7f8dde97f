CREATE TABLE t1 (id bigint, c2 varchar(20));
CREATE TABLE holder (id integer, whole t1);
