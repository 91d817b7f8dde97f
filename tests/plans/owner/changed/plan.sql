-- together
DROP VIEW app.replaced;
ALTER FUNCTION app.f() OWNER TO plan_owner;
ALTER TABLE app.t OWNER TO plan_owner;
CREATE VIEW app.replaced AS
 SELECT t.a
   FROM app.t;
ALTER VIEW app.replaced OWNER TO plan_owner;
ALTER VIEW app.v OWNER TO "plan App";
GRANT SELECT ON TABLE app.v TO plan_owner;
