-- together
ALTER VIEW app.checked SET (check_option=local);
CREATE OR REPLACE VIEW app.young WITH (security_barrier=true, security_invoker=true) AS
 SELECT guests.id,
    guests.name,
    guests.age
   FROM app.guests
  WHERE (guests.age < 19);
CREATE OR REPLACE VIEW app.first AS
 SELECT young.id
   FROM app.young
  WHERE (young.id < 11);
COMMENT ON VIEW app.young IS 'younger than nineteen';
