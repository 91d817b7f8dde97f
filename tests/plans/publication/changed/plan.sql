-- together
DROP PUBLICATION everything;
ALTER PUBLICATION "Rows" SET TABLE "P ub".t (a) WHERE ((a > 3));
ALTER PUBLICATION by_schema SET (publish_via_partition_root = false);
ALTER PUBLICATION by_schema DROP TABLES IN SCHEMA "P ub";
ALTER PUBLICATION by_schema ADD TABLES IN SCHEMA other;
CREATE PUBLICATION everything FOR TABLE "P ub".t;
CREATE PUBLICATION nothing
  WITH (publish = '');
COMMENT ON PUBLICATION nothing IS 'of it';
ALTER PUBLICATION plain SET (publish = 'delete, truncate', publish_via_partition_root = true);
ALTER PUBLICATION plain DROP TABLE "P ub".gone;
ALTER PUBLICATION plain ADD
  TABLE "P ub"."User" WHERE (("user" > 1)),
  TABLES IN SCHEMA other;
DROP PUBLICATION gone;
DROP TABLE "P ub".gone;
