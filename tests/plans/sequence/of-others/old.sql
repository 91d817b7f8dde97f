CREATE SCHEMA s;
GRANT ALL ON SCHEMA s TO pg_monitor;
CREATE TABLE s.t (id integer);
ALTER TABLE s.t OWNER TO pg_monitor;
CREATE TABLE s.u (id integer);
CREATE SEQUENCE s.moves OWNED BY s.u.id;
