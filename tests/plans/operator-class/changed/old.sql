CREATE SCHEMA c;
CREATE OPERATOR FAMILY c.more USING btree;
CREATE OPERATOR CLASS c.numbers FOR TYPE integer USING btree FAMILY c.more AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer),
  OPERATOR 1 < (integer, bigint), FUNCTION 2 (integer, integer) btint4sortsupport(internal);
CREATE OPERATOR CLASS c."Own Family" FOR TYPE bigint USING btree AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint8cmp(bigint, bigint);
CREATE OPERATOR CLASS c.places FOR TYPE point USING gist AS
  OPERATOR 1 <<(point, point), OPERATOR 15 <->(point, point) FOR ORDER BY pg_catalog.float_ops,
  FUNCTION 1 gist_point_consistent(internal, point, smallint, oid, internal),
  FUNCTION 2 gist_box_union(internal, internal),
  FUNCTION 5 gist_box_penalty(internal, internal, internal),
  FUNCTION 6 gist_box_picksplit(internal, internal),
  FUNCTION 7 gist_box_same(box, box, internal),
  FUNCTION 8 (point, point) gist_point_distance(internal, point, smallint, oid, internal), STORAGE box;
CREATE OPERATOR FAMILY c.numbers USING hash;
ALTER OPERATOR FAMILY c.numbers USING hash ADD OPERATOR 1 = (integer, bigint), FUNCTION 1 (integer, integer) hashint4(integer);
CREATE OPERATOR FAMILY c.gone USING hash;
CREATE OPERATOR CLASS c.hashed FOR TYPE point USING hash AS OPERATOR 1 ~= (point, point);
