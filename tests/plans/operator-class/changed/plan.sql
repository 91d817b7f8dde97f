-- together
DROP OPERATOR CLASS c.hashed USING hash;
DROP OPERATOR CLASS c.numbers USING btree;
ALTER OPERATOR FAMILY c.more USING btree DROP
  OPERATOR 1 (integer, bigint),
  FUNCTION 2 (integer, integer);
ALTER OPERATOR FAMILY c."Own Family" USING btree ADD
  OPERATOR 1 < (smallint, integer),
  FUNCTION 1 (smallint, integer) btint24cmp(smallint,integer);
COMMENT ON OPERATOR FAMILY c."Own Family" USING btree IS 'own';
CREATE OPERATOR FAMILY c."new One" USING hash;
ALTER OPERATOR FAMILY c.numbers USING hash DROP
  OPERATOR 1 (integer, bigint);
ALTER OPERATOR FAMILY c.numbers USING hash ADD
  OPERATOR 1 = (integer, smallint);
ALTER OPERATOR FAMILY c."Own Family" USING btree ADD
  OPERATOR 1 < (bigint, integer);
COMMENT ON OPERATOR CLASS c."Own Family" USING btree IS 'it''s own';
CREATE OPERATOR CLASS c.hashed DEFAULT
  FOR TYPE point USING hash FAMILY c.hashed AS
  OPERATOR 1 ~= (point, point);
CREATE OPERATOR CLASS c.numbers
  FOR TYPE oid USING btree FAMILY c.more AS
  OPERATOR 1 < (oid, oid),
  OPERATOR 2 <= (oid, oid),
  OPERATOR 3 = (oid, oid),
  OPERATOR 4 >= (oid, oid),
  OPERATOR 5 > (oid, oid),
  FUNCTION 1 (oid, oid) btoidcmp(oid,oid);
ALTER OPERATOR FAMILY c.places USING gist DROP
  OPERATOR 15 (point, point),
  FUNCTION 8 (point, point);
ALTER OPERATOR FAMILY c.places USING gist ADD
  OPERATOR 5 >> (point, point);
DROP OPERATOR FAMILY c.gone USING hash;
