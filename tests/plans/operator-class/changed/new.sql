CREATE SCHEMA c;
CREATE OPERATOR FAMILY c.more USING btree;
CREATE OPERATOR CLASS c.hashed DEFAULT FOR TYPE point USING hash AS OPERATOR 1 ~= (point, point);
CREATE OPERATOR CLASS c.numbers FOR TYPE oid USING btree FAMILY c.more AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btoidcmp(oid, oid);
CREATE OPERATOR CLASS c."Own Family" FOR TYPE bigint USING btree AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint8cmp(bigint, bigint);
ALTER OPERATOR FAMILY c."Own Family" USING btree ADD
  OPERATOR 1 < (bigint, integer), OPERATOR 1 < (smallint, integer), FUNCTION 1 (smallint, integer) btint24cmp(smallint, integer);
COMMENT ON OPERATOR CLASS c."Own Family" USING btree IS 'it''s own';
COMMENT ON OPERATOR FAMILY c."Own Family" USING btree IS 'own';
CREATE OPERATOR CLASS c.places FOR TYPE point USING gist AS
  OPERATOR 1 <<(point, point), OPERATOR 5 >>(point, point),
  FUNCTION 1 gist_point_consistent(internal, point, smallint, oid, internal),
  FUNCTION 2 gist_box_union(internal, internal),
  FUNCTION 5 gist_box_penalty(internal, internal, internal),
  FUNCTION 6 gist_box_picksplit(internal, internal),
  FUNCTION 7 gist_box_same(box, box, internal), STORAGE box;
CREATE OPERATOR FAMILY c.numbers USING hash;
ALTER OPERATOR FAMILY c.numbers USING hash ADD OPERATOR 1 = (integer, smallint), FUNCTION 1 (integer, integer) hashint4(integer);
CREATE OPERATOR FAMILY c."new One" USING hash;
