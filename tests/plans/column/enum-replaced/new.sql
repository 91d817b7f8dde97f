CREATE SCHEMA shop;
CREATE TYPE shop.mood AS ENUM ('happy', 'ok');
CREATE TABLE shop.people (id integer, mood shop.mood DEFAULT 'ok'::shop.mood NOT NULL, moods shop.mood[] DEFAULT '{}', word shop.mood, other text);
CREATE VIEW shop.moods AS SELECT mood FROM shop.people;
INSERT INTO shop.people VALUES (1, 'happy', '{happy,ok}', 'ok', 'ok');
