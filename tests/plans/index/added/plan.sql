-- alone
CREATE INDEX CONCURRENTLY "INDEX ON ONLY" ON "my Schema"."the Table" USING btree ("Na me" COLLATE "C" text_pattern_ops DESC NULLS LAST, (lower("Na me")) text_ops) WHERE ("Na me" <> ' WHERE '::text);
-- alone
CREATE INDEX CONCURRENTLY "Q uote""d" ON "my Schema"."the Table" USING gin (tags) WITH (fastupdate=off);
-- together
COMMENT ON INDEX "my Schema"."Q uote""d" IS 'labels';
-- alone
CREATE INDEX CONCURRENTLY renamed ON "my Schema"."the Table" USING btree (id);
-- alone
CREATE UNIQUE INDEX CONCURRENTLY kept_one ON public.kept USING btree (one);
-- alone
DROP INDEX CONCURRENTLY "my Schema".gone;
-- alone
DROP INDEX CONCURRENTLY "my Schema"."the Table_id_idx";
