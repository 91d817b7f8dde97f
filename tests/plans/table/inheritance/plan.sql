-- together
ALTER TABLE shop.leaves NO INHERIT shop.other;
ALTER TABLE shop.orphan NO INHERIT shop.lost;
ALTER TABLE shop.joins INHERIT shop.other;
ALTER TABLE shop.base ALTER COLUMN id TYPE bigint;
ALTER TABLE shop.base ADD COLUMN more integer DEFAULT 3;
ALTER TABLE shop.base ADD CONSTRAINT name_not_null CHECK (name IS NOT NULL) NOT VALID;
ALTER TABLE shop.heir ALTER COLUMN more SET DEFAULT 4;
ALTER TABLE shop.base DROP COLUMN gone;
ALTER TABLE shop.own DROP COLUMN gone;
DROP TABLE shop.lost;
-- together
ALTER TABLE shop.base VALIDATE CONSTRAINT name_not_null;
-- together
ALTER TABLE shop.base ALTER COLUMN name SET NOT NULL;
ALTER TABLE shop.base DROP CONSTRAINT name_not_null;
ALTER TABLE shop.base ALTER COLUMN name SET DEFAULT 'y'::text;
CREATE TABLE shop.child (
  note text DEFAULT 'n'::text,
  kind text
)
INHERITS (shop.base, shop.other);
ALTER TABLE shop.child ALTER COLUMN id SET NOT NULL;
ALTER TABLE shop.child ALTER COLUMN more DROP DEFAULT;
CREATE TABLE shop.grandchild ()
INHERITS (shop.child);
ALTER TABLE shop.turns NO INHERIT shop.base;
ALTER TABLE shop.turns NO INHERIT shop.other;
ALTER TABLE shop.turns INHERIT shop.other;
ALTER TABLE shop.turns INHERIT shop.base;
ALTER TABLE shop.heir ALTER COLUMN name SET DEFAULT 'z'::text;
