-- together
DROP POLICY command ON app."Guests";
DROP POLICY strict ON app."Guests";
DROP POLICY unchecked ON app."Guests";
CREATE POLICY command ON app."Guests"
  FOR DELETE
  USING (true);
ALTER POLICY mine ON app."Guests"
  USING ((id > 1) OR (id < 0))
  WITH CHECK ((id > 1) AND (name <> 'x''y'::text));
CREATE POLICY more ON app."Guests"
  FOR INSERT
  TO pg_monitor
  WITH CHECK (true);
CREATE POLICY strict ON app."Guests"
  AS RESTRICTIVE
  USING (id > 2);
ALTER POLICY "to some" ON app."Guests"
  TO pg_monitor, pg_read_all_data;
CREATE POLICY unchecked ON app."Guests"
  USING (id > 2);
COMMENT ON POLICY unchecked ON app."Guests" IS 'unchecked';
DROP POLICY gone ON app."Guests";
DROP POLICY last ON app.closed;
