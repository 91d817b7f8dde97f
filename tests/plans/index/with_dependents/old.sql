CREATE TABLE t (id integer, tenant integer, name text);
CREATE UNIQUE INDEX t_id ON t (id);
CREATE INDEX t_name ON t (name);
CREATE TABLE r (t integer, CONSTRAINT r_t FOREIGN KEY (t) REFERENCES t (id));
CREATE FUNCTION loud(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT upper($1)';
CREATE INDEX t_loud ON t (loud(name));
CREATE INDEX t_gone ON t (tenant);
