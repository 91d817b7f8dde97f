CREATE SCHEMA two;
COMMENT ON SCHEMA two IS 'it''s the other';
