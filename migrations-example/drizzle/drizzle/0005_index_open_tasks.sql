-- Tasks are listed newest first. drizzle runs every migration in a transaction, which refuses to build
-- an index concurrently: this blocks writers while it is built.
-- Rollback: DROP INDEX "tasks_updated_at_idx";
CREATE INDEX "tasks_updated_at_idx" ON "tasks"("updated_at" DESC) WHERE "state" <> 'done';
