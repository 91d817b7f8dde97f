-- together
COMMENT ON SCHEMA app IS E'it''s \\ a
comment';
COMMENT ON FUNCTION app.f(a integer) IS 'f';
COMMENT ON TABLE app."T t" IS NULL;
COMMENT ON COLUMN app."T t"."B" IS 'B';
COMMENT ON VIEW app.v IS 'v';
COMMENT ON COLUMN app.v.a IS 'A';
