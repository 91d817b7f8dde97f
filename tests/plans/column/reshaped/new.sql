CREATE DOMAIN whole AS integer;
CREATE DOMAIN wholes AS whole[];
CREATE TYPE pair AS (a integer);
CREATE TABLE parent (id integer, at text[] DEFAULT '{}', spelled text[], code text[]);
CREATE TABLE heir () INHERITS (parent);
CREATE TABLE rows (r text[], j text[], p wholes, l jsonb, w text, i whole);
CREATE VIEW seen AS SELECT r, j FROM rows;
