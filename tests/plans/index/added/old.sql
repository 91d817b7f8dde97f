CREATE SCHEMA "my Schema";
CREATE TABLE "my Schema"."the Table" (id integer, "Na me" text, tags text[]);
CREATE MATERIALIZED VIEW kept AS SELECT 1 AS one;
CREATE INDEX ON "my Schema"."the Table" (id);
CREATE UNIQUE INDEX gone ON "my Schema"."the Table" (id);
