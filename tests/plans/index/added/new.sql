CREATE SCHEMA "my Schema";
CREATE TABLE "my Schema"."the Table" (id integer, "Na me" text, tags text[]);
CREATE MATERIALIZED VIEW kept AS SELECT 1 AS one;
CREATE UNIQUE INDEX kept_one ON kept (one);
CREATE INDEX "INDEX ON ONLY" ON "my Schema"."the Table" ("Na me" COLLATE "C" text_pattern_ops DESC NULLS LAST, lower("Na me")) WHERE "Na me" <> ' WHERE ';
CREATE INDEX "Q uote""d" ON "my Schema"."the Table" USING gin (tags) WITH (fastupdate = off);
CREATE INDEX renamed ON "my Schema"."the Table" (id);
COMMENT ON INDEX "my Schema"."Q uote""d" IS 'labels';
