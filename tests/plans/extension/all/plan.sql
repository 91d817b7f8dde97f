-- together
CREATE EXTENSION cube SCHEMA one VERSION '1.5';
COMMENT ON EXTENSION cube IS 'data type for multidimensional cubes';
CREATE EXTENSION earthdistance SCHEMA one VERSION '1.1';
COMMENT ON EXTENSION earthdistance IS 'calculate great-circle distances on the surface of the Earth';
ALTER EXTENSION hstore SET SCHEMA two;
ALTER EXTENSION pg_trgm UPDATE TO '1.6';
CREATE EXTENSION "uuid-ossp" SCHEMA two VERSION '1.1';
COMMENT ON EXTENSION "uuid-ossp" IS 'ids';
DROP EXTENSION citext;
