-- together
ALTER SUBSCRIPTION "Sub s" SET (slot_name = NONE, synchronous_commit = local, binary = true, streaming = on, disable_on_error = true);
ALTER SUBSCRIPTION "Sub s" SET PUBLICATION "Three", two WITH (refresh = false);
COMMENT ON SUBSCRIPTION "Sub s" IS 'of mine';
DROP SUBSCRIPTION gone;
