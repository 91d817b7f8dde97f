-- together
CREATE OR REPLACE RULE always AS
    ON DELETE TO app.t DO  DELETE FROM app.log
  WHERE (log.a = old.a);
ALTER TABLE app.t DISABLE RULE off;
CREATE OR REPLACE RULE r AS
    ON INSERT TO app.t
   WHERE (new.b = ANY (ARRAY['a'::text, 'c'::text])) DO INSTEAD NOTHING;
ALTER TABLE app.t ENABLE REPLICA RULE r;
COMMENT ON RULE r ON app.t IS 'keep them out';
CREATE RULE "More" AS
    ON DELETE TO app.v DO INSTEAD NOTHING;
CREATE OR REPLACE RULE "on ""v""" AS
    ON INSERT TO app.v DO INSTEAD  INSERT INTO app.t (a, b)
  VALUES (new.a, 'x'::text);
DROP RULE gone ON app.t;
