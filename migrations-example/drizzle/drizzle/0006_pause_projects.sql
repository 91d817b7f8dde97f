-- A paused project says since when. The status is in the type from the start: drizzle runs everything pending in
-- one transaction, which may not use a value that it added.
-- Rollback: DROP FUNCTION "pause_project"; ALTER TABLE "projects" DROP COLUMN "paused_at";

ALTER TABLE "projects" ADD COLUMN "paused_at" TIMESTAMPTZ(3);
--> statement-breakpoint
-- Added without a scan, then validated without blocking writers
ALTER TABLE "projects" ADD CONSTRAINT "projects_paused_at_check" CHECK (("status" = 'paused') = ("paused_at" IS NOT NULL)) NOT VALID;
--> statement-breakpoint
ALTER TABLE "projects" VALIDATE CONSTRAINT "projects_paused_at_check";
--> statement-breakpoint
CREATE INDEX "projects_paused_at_idx" ON "projects"("paused_at") WHERE "status" = 'paused';
--> statement-breakpoint
CREATE FUNCTION "pause_project"("project" BIGINT) RETURNS VOID
LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE projects SET status = 'paused', paused_at = CURRENT_TIMESTAMP WHERE id = project AND status = 'active';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'project % is not active', project;
    END IF;
END;
$$;
--> statement-breakpoint
COMMENT ON COLUMN "projects"."paused_at" IS 'Set exactly while the status is paused.';
