-- together
DROP VIEW shop.moods;
ALTER TABLE shop.people ALTER COLUMN mood DROP DEFAULT;
ALTER TABLE shop.people ALTER COLUMN moods DROP DEFAULT;
ALTER TYPE shop.mood RENAME TO mood__old;
CREATE TYPE shop.mood AS ENUM (
  'happy',
  'ok'
);
ALTER TYPE shop.mood OWNER TO postgres;
ALTER TABLE shop.people ALTER COLUMN mood TYPE shop.mood USING mood::text::shop.mood;
ALTER TABLE shop.people ALTER COLUMN mood SET DEFAULT 'ok'::shop.mood;
ALTER TABLE shop.people ALTER COLUMN moods TYPE shop.mood[] USING moods::text[]::shop.mood[];
ALTER TABLE shop.people ALTER COLUMN moods SET DEFAULT '{}'::shop.mood[];
ALTER TABLE shop.people ALTER COLUMN other TYPE text;
ALTER TABLE shop.people ALTER COLUMN word TYPE shop.mood USING word::shop.mood;
CREATE VIEW shop.moods AS
 SELECT people.mood
   FROM shop.people;
ALTER VIEW shop.moods OWNER TO postgres;
DROP TYPE shop.mood__old;
