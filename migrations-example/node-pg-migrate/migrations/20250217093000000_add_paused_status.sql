-- A new status. PostgreSQL lets a new enum value be used only after the transaction that added it.
-- Up Migration
ALTER TYPE project_status ADD VALUE 'paused' AFTER 'active';

-- Down Migration
-- An enum value cannot be dropped; it stays, unused.
SELECT 1;
