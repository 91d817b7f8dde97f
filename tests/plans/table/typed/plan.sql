-- together
CREATE TABLE shop.places OF shop.place (
  x WITH OPTIONS DEFAULT 1 NOT NULL
);
CREATE TABLE shop.plain_places OF shop.place;
ALTER TABLE shop.typed NOT OF;
ALTER TABLE shop.untyped OF shop.place;
