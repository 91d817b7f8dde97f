CREATE SCHEMA "my Schema";
CREATE TABLE "my Schema"."the Rooms" ("Q uote""d" integer NOT NULL, "b)" text, CONSTRAINT "the ""Key" PRIMARY KEY ("Q uote""d"), CONSTRAINT "User" UNIQUE ("b)", "Q uote""d"));
CREATE TABLE "my Schema"."select" ("Room" integer, CONSTRAINT "order" FOREIGN KEY ("Room") REFERENCES "my Schema"."the Rooms", CONSTRAINT "Che ck" CHECK ("Room" > 1));
COMMENT ON CONSTRAINT "Che ck" ON "my Schema"."select" IS 'it''s so';
