-- An enum value cannot be dropped; it stays, unused.
SELECT 1;
