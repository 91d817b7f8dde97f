CREATE TABLE t (id integer, name varchar(20));
CREATE UNIQUE INDEX t_id ON t (id) INCLUDE (name);
CREATE INDEX t_name ON t (name) WHERE id > 0;
CREATE TABLE r (t integer, CONSTRAINT r_t FOREIGN KEY (t) REFERENCES t (id));
CREATE FUNCTION loud(word text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT upper($1) || ''!''';
CREATE INDEX t_loud ON t (loud(name));
