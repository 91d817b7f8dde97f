CREATE SCHEMA s;
GRANT ALL ON SCHEMA s TO pg_monitor;
CREATE TABLE s.t (id integer, n serial);
ALTER TABLE s.t OWNER TO pg_monitor;
CREATE TABLE s.u (id integer);
CREATE SEQUENCE s.moves;
ALTER SEQUENCE s.moves OWNER TO pg_monitor;
ALTER SEQUENCE s.moves OWNED BY s.t.id;
