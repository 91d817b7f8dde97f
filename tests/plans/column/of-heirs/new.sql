CREATE TABLE base (created_at timestamp DEFAULT now());
CREATE TABLE a (a1 integer, e integer) INHERITS (base);
CREATE TABLE b () INHERITS (base);
CREATE TABLE c () INHERITS (b);
CREATE TABLE t (id bigint, c1 bigint);
