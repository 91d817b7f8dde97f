-- Accounts, and what people tell about themselves.
-- Rollback: DROP TABLE "profiles"; DROP TABLE "users"; DROP FUNCTION "set_updated_at";

CREATE TABLE "users" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "email" VARCHAR(320) NOT NULL,
    "display_name" TEXT NOT NULL,
    "role" VARCHAR(20) NOT NULL DEFAULT 'member',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "users_role_check" CHECK ("role" IN ('member', 'maintainer', 'admin'))
);
--> statement-breakpoint
CREATE TABLE "profiles" (
    "user_id" UUID NOT NULL,
    "bio" TEXT,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "searchable" BOOLEAN NOT NULL DEFAULT false,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "profiles_pkey" PRIMARY KEY ("user_id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "users"(lower("email"));
--> statement-breakpoint
CREATE INDEX "profiles_searchable_idx" ON "profiles"("user_id") WHERE "searchable";
--> statement-breakpoint
ALTER TABLE "profiles" ADD CONSTRAINT "profiles_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
--> statement-breakpoint
CREATE FUNCTION "set_updated_at"() RETURNS TRIGGER
LANGUAGE plpgsql
AS $$
BEGIN
    NEW.updated_at := CURRENT_TIMESTAMP;
    RETURN NEW;
END;
$$;
--> statement-breakpoint
CREATE TRIGGER "users_set_updated_at" BEFORE UPDATE ON "users"
    FOR EACH ROW EXECUTE FUNCTION "set_updated_at"();
--> statement-breakpoint
CREATE TRIGGER "profiles_set_updated_at" BEFORE UPDATE ON "profiles"
    FOR EACH ROW EXECUTE FUNCTION "set_updated_at"();
--> statement-breakpoint
COMMENT ON TABLE "users" IS 'Everybody who can sign in.';
--> statement-breakpoint
COMMENT ON COLUMN "users"."email" IS 'Unique without regard to case.';
--> statement-breakpoint
COMMENT ON TABLE "profiles" IS 'What a user shows to others; at most one each.';
