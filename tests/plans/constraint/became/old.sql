CREATE TABLE t (a integer, b integer, c integer);
CREATE UNIQUE INDEX became_constraint ON t (a);
ALTER TABLE t ADD CONSTRAINT became_index UNIQUE (b);
CREATE TABLE r (a integer, CONSTRAINT r_a FOREIGN KEY (a) REFERENCES t (a), CONSTRAINT r_b FOREIGN KEY (a) REFERENCES t (b));
ALTER TABLE t ADD CONSTRAINT was_check CHECK (c > 0);
