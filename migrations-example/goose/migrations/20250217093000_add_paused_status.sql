-- A new status. PostgreSQL lets a new enum value be used only after the transaction that added it.
-- +goose Up
ALTER TYPE project_status ADD VALUE 'paused' AFTER 'active';

-- +goose Down
-- An enum value cannot be dropped; it stays, unused.
SELECT 1;
