-- together
ALTER TABLE shop.kept SET ACCESS METHOD heap;
CREATE TABLE shop.new (
  id integer
)
USING other;
ALTER TABLE shop.plain SET ACCESS METHOD other;
