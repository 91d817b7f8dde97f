CREATE SUBSCRIPTION "Sub s" CONNECTION 'host=/nowhere dbname=a password=c' PUBLICATION "Three", two
  WITH (connect = false, slot_name = NONE, synchronous_commit = local, binary = true, streaming = on, disable_on_error = true);
COMMENT ON SUBSCRIPTION "Sub s" IS 'of mine';
