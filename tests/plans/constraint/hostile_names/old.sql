CREATE SCHEMA "my Schema";
CREATE TABLE "my Schema"."the Rooms" ("Q uote""d" integer NOT NULL, "b)" text);
CREATE TABLE "my Schema"."select" ("Room" integer, CHECK ("Room" > 0));
