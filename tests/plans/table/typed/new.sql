CREATE SCHEMA shop;
CREATE TYPE shop.place AS (x double precision, y double precision);
CREATE TABLE shop.typed (x double precision, y double precision);
CREATE TABLE shop.untyped OF shop.place;
CREATE TABLE shop.places OF shop.place (x WITH OPTIONS DEFAULT 1 NOT NULL);
CREATE TABLE shop.plain_places OF shop.place;
