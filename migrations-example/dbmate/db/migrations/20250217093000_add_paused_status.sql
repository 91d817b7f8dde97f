-- A new status. PostgreSQL lets a new enum value be used only after the transaction that added it.
-- migrate:up
ALTER TYPE project_status ADD VALUE 'paused' AFTER 'active';

-- migrate:down
-- An enum value cannot be dropped; it stays, unused.
SELECT 1;
