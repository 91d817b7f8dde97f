CREATE TABLE parent (a integer, b integer);
CREATE TABLE child (c integer) INHERITS (parent);
ALTER TABLE child ADD CONSTRAINT own CHECK (b > 0);
ALTER TABLE parent ADD CONSTRAINT gone CHECK (a > 0);
ALTER TABLE parent ADD CONSTRAINT changed CHECK (a > 1);
