DO $$ BEGIN
  EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT 50', current_database());
  EXECUTE format('ALTER DATABASE %I SET work_mem = ''8MB''', current_database());
  EXECUTE format('ALTER DATABASE %I SET lock_timeout = ''1s''', current_database());
  EXECUTE format('ALTER DATABASE %I SET search_path = a, b', current_database());
  EXECUTE format('ALTER ROLE postgres IN DATABASE %I SET search_path = a', current_database());
END $$;
