-- together
CREATE VIEW app.invited AS
 WITH RECURSIVE invited(id, depth) AS (
         SELECT guests.id,
            0 AS "?column?"
           FROM app.guests
          WHERE (guests.invited_by IS NULL)
        UNION ALL
         SELECT g.id,
            (i.depth + 1)
           FROM (app.guests g
             JOIN invited i ON ((g.invited_by = i.id)))
        )
 SELECT invited.id,
    invited.depth
   FROM invited;
CREATE VIEW app.deep AS
 SELECT invited.id
   FROM app.invited
  WHERE (invited.depth > 3);
CREATE VIEW app.nothing AS
 SELECT;
