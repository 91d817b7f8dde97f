-- together
ALTER TABLE "my Schema"."select" ADD CONSTRAINT "Che ck" CHECK (("Room" > 1)) NOT VALID;
ALTER TABLE "my Schema"."select" DROP CONSTRAINT "select_Room_check";
-- together
ALTER TABLE "my Schema"."select" VALIDATE CONSTRAINT "Che ck";
-- together
COMMENT ON CONSTRAINT "Che ck" ON "my Schema"."select" IS 'it''s so';
-- alone
CREATE UNIQUE INDEX CONCURRENTLY "User" ON "my Schema"."the Rooms" ("b)", "Q uote""d");
-- together
ALTER TABLE "my Schema"."the Rooms" ADD CONSTRAINT "User" UNIQUE USING INDEX "User";
-- alone
CREATE UNIQUE INDEX CONCURRENTLY "the ""Key" ON "my Schema"."the Rooms" ("Q uote""d");
-- together
ALTER TABLE "my Schema"."the Rooms" ADD CONSTRAINT "the ""Key" PRIMARY KEY USING INDEX "the ""Key";
ALTER TABLE "my Schema"."select"
  ADD CONSTRAINT "order" FOREIGN KEY ("Room") REFERENCES "my Schema"."the Rooms"("Q uote""d") NOT VALID;
-- together
ALTER TABLE "my Schema"."select" VALIDATE CONSTRAINT "order";
