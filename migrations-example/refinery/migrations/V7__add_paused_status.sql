-- A new status. PostgreSQL lets a new enum value be used only after the transaction that added it.
-- Rollback: an enum value cannot be dropped; leave it unused.

ALTER TYPE project_status ADD VALUE 'paused' AFTER 'active';
