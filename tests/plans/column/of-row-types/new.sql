CREATE TABLE t1 (id bigint, c2 text NOT NULL);
CREATE TABLE holder (id integer, whole t1);
