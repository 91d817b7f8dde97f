CREATE TABLE base (created_at timestamp DEFAULT now(), e integer);
CREATE TABLE a (a1 integer, a2 integer) INHERITS (base);
CREATE TABLE b () INHERITS (base);
CREATE TABLE c (e integer) INHERITS (b);
