-- together
DROP USER MAPPING FOR pg_monitor SERVER moved;
DROP SERVER moved;
CREATE FOREIGN DATA WRAPPER "New"
  OPTIONS (
    host 'a',
    port '1'
  );
ALTER FOREIGN DATA WRAPPER "W rap"
  VALIDATOR postgresql_fdw_validator
  OPTIONS (
    DROP debug,
    DROP mode
  );
ALTER FOREIGN DATA WRAPPER checked
  NO VALIDATOR
  OPTIONS (ADD debug E'c:\\x');
COMMENT ON FOREIGN DATA WRAPPER checked IS 'not so';
CREATE SERVER "New" VERSION '7'
  FOREIGN DATA WRAPPER checked
  OPTIONS (host 'a');
ALTER SERVER "S on erver"
  VERSION NULL
  OPTIONS (
    DROP "Odd",
    DROP port,
    ADD dbname 'x',
    SET host 'b'
  );
COMMENT ON SERVER "S on erver" IS 'far away';
CREATE SERVER moved TYPE 'other'
  FOREIGN DATA WRAPPER checked;
CREATE USER MAPPING FOR PUBLIC SERVER "New";
ALTER USER MAPPING FOR PUBLIC SERVER "S on erver"
  OPTIONS (
    DROP mode,
    SET "user" 'b'
  );
CREATE USER MAPPING FOR pg_monitor SERVER moved
  OPTIONS ("user" 'a');
DROP USER MAPPING FOR pg_monitor SERVER "S on erver";
DROP USER MAPPING FOR pg_monitor SERVER gone;
DROP SERVER gone;
DROP FOREIGN DATA WRAPPER gone;
