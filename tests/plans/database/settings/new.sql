DO $$ BEGIN
  EXECUTE format('ALTER DATABASE %I SET work_mem = ''16MB''', current_database());
  EXECUTE format('ALTER DATABASE %I SET application_name = ''100%% it''''s \o/''', current_database());
  EXECUTE format('ALTER DATABASE %I SET own.setting = ''x y''', current_database());
  EXECUTE format('ALTER DATABASE %I SET search_path = "$user", "Sch ema", public', current_database());
  EXECUTE format('ALTER ROLE postgres IN DATABASE %I SET work_mem = ''1MB''', current_database());
END $$;
