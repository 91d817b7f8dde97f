-- Projects, their tasks, and the rules every row obeys.
-- Rollback: DROP TABLE "tasks"; DROP TABLE "projects"; DROP DOMAIN "slug"; DROP TYPE "project_status";

CREATE TYPE "project_status" AS ENUM ('draft', 'active', 'paused', 'archived');
--> statement-breakpoint
CREATE DOMAIN "slug" AS TEXT
    CONSTRAINT "slug_check" CHECK (VALUE ~ '^[a-z0-9]+(-[a-z0-9]+)*$');
--> statement-breakpoint
CREATE TABLE "projects" (
    "id" BIGINT GENERATED ALWAYS AS IDENTITY,
    "owner_id" UUID NOT NULL,
    "slug" "slug" NOT NULL,
    "name" TEXT NOT NULL,
    "status" "project_status" NOT NULL DEFAULT 'draft',
    "budget" NUMERIC(12,2),
    "starts_on" DATE,
    "ends_on" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "projects_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "projects_budget_check" CHECK ("budget" >= 0),
    CONSTRAINT "projects_dates_check" CHECK ("ends_on" >= "starts_on")
);
--> statement-breakpoint
CREATE TABLE "tasks" (
    "id" BIGSERIAL NOT NULL,
    "project_id" BIGINT NOT NULL,
    "assignee_id" UUID,
    "title" TEXT NOT NULL,
    "state" VARCHAR(20) NOT NULL DEFAULT 'open',
    "labels" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "estimate" INTERVAL,
    "done_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tasks_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "tasks_state_check" CHECK ("state" IN ('open', 'in_progress', 'done'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX "projects_slug_key" ON "projects"("slug");
--> statement-breakpoint
CREATE INDEX "projects_owner_id_idx" ON "projects"("owner_id");
--> statement-breakpoint
CREATE INDEX "tasks_project_id_state_idx" ON "tasks"("project_id", "state");
--> statement-breakpoint
CREATE INDEX "tasks_assignee_id_idx" ON "tasks"("assignee_id") WHERE "done_at" IS NULL;
--> statement-breakpoint
CREATE INDEX "tasks_labels_idx" ON "tasks" USING GIN ("labels");
--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;
--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_assignee_id_fkey" FOREIGN KEY ("assignee_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;
--> statement-breakpoint
CREATE TRIGGER "projects_set_updated_at" BEFORE UPDATE ON "projects"
    FOR EACH ROW EXECUTE FUNCTION "set_updated_at"();
--> statement-breakpoint
CREATE TRIGGER "tasks_set_updated_at" BEFORE UPDATE ON "tasks"
    FOR EACH ROW EXECUTE FUNCTION "set_updated_at"();
--> statement-breakpoint
COMMENT ON TYPE "project_status" IS 'Where a project is in its life.';
--> statement-breakpoint
COMMENT ON TABLE "projects" IS 'A piece of work with one owner.';
--> statement-breakpoint
COMMENT ON COLUMN "projects"."budget" IS 'In euro; empty means not decided.';
--> statement-breakpoint
COMMENT ON TABLE "tasks" IS 'What is left to do in a project.';
