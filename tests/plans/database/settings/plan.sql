-- together
DO $lockstep$
BEGIN
  EXECUTE pg_catalog.format('ALTER DATABASE %I CONNECTION LIMIT -1', pg_catalog.current_database());
END
$lockstep$;
DO $lockstep$
BEGIN
  EXECUTE pg_catalog.format('ALTER DATABASE %I RESET lock_timeout', pg_catalog.current_database());
END
$lockstep$;
DO $lockstep$
BEGIN
  EXECUTE pg_catalog.format('ALTER ROLE postgres IN DATABASE %I RESET search_path', pg_catalog.current_database());
END
$lockstep$;
DO $lockstep$
BEGIN
  EXECUTE pg_catalog.format(E'ALTER DATABASE %I SET application_name TO E''100%% it''''s \\\\o/''', pg_catalog.current_database());
END
$lockstep$;
DO $lockstep$
BEGIN
  EXECUTE pg_catalog.format('ALTER DATABASE %I SET own.setting TO ''x y''', pg_catalog.current_database());
END
$lockstep$;
DO $lockstep$
BEGIN
  EXECUTE pg_catalog.format('ALTER DATABASE %I SET search_path TO ''$user'', ''Sch ema'', ''public''', pg_catalog.current_database());
END
$lockstep$;
DO $lockstep$
BEGIN
  EXECUTE pg_catalog.format('ALTER DATABASE %I SET work_mem TO ''16MB''', pg_catalog.current_database());
END
$lockstep$;
DO $lockstep$
BEGIN
  EXECUTE pg_catalog.format('ALTER ROLE postgres IN DATABASE %I SET work_mem TO ''1MB''', pg_catalog.current_database());
END
$lockstep$;
