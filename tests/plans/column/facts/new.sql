CREATE SCHEMA shop;
CREATE TABLE shop.goods (
  must integer, may integer NOT NULL, had integer, gets integer DEFAULT 2, changes integer DEFAULT 3,
  stored text, packed text, watched text, tuned text,
  counted integer NOT NULL, plain integer GENERATED ALWAYS AS IDENTITY,
  other bigint GENERATED ALWAYS AS IDENTITY (START 6 INCREMENT 3 MAXVALUE 5000 CACHE 4 CYCLE),
  named bigint GENERATED ALWAYS AS IDENTITY,
  made integer, again integer GENERATED ALWAYS AS (must * 3) STORED, own integer GENERATED ALWAYS AS (must + 1) STORED);
ALTER TABLE shop.goods ALTER stored SET STORAGE main, ALTER watched SET STATISTICS 60,
  ALTER tuned SET (n_distinct_inherited = 10);
INSERT INTO shop.goods (must, may, counted) VALUES (1, 1, 40);
