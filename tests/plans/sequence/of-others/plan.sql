-- together
ALTER SEQUENCE s.moves OWNED BY NONE;
ALTER SEQUENCE s.moves OWNER TO pg_monitor;
ALTER SEQUENCE s.moves OWNED BY s.t.id;
CREATE SEQUENCE s.t_n_seq AS integer;
ALTER TABLE s.t ADD COLUMN n integer DEFAULT nextval('s.t_n_seq'::regclass) NOT NULL;
ALTER SEQUENCE s.t_n_seq OWNER TO pg_monitor;
ALTER SEQUENCE s.t_n_seq OWNED BY s.t.n;
