CREATE TABLE t (a integer, b integer, c integer);
ALTER TABLE t ADD CONSTRAINT became_constraint UNIQUE (a);
CREATE UNIQUE INDEX became_index ON t (b);
CREATE TABLE r (a integer, CONSTRAINT r_a FOREIGN KEY (a) REFERENCES t (a), CONSTRAINT r_b FOREIGN KEY (a) REFERENCES t (b));
ALTER TABLE t ADD CONSTRAINT was_check UNIQUE (c);
