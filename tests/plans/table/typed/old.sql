CREATE SCHEMA shop;
CREATE TYPE shop.place AS (x double precision, y double precision);
CREATE TABLE shop.typed OF shop.place;
CREATE TABLE shop.untyped (x double precision, y double precision);
