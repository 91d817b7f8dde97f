-- Types, collations, text search.
CREATE SCHEMA types;
SET search_path = types;

CREATE TYPE mood AS ENUM ('sad', 'it''s fine', 'happy, "very"');
ALTER TYPE mood ADD VALUE 'so-so' BEFORE 'it''s fine';
ALTER TYPE mood ADD VALUE 'best';
ALTER TYPE mood RENAME VALUE 'best' TO 'perfect';
CREATE TYPE nothing AS ENUM ();
COMMENT ON TYPE mood IS 'moods';
CREATE DOMAIN percent AS numeric(5,2) DEFAULT 0 NOT NULL CONSTRAINT sane CHECK (VALUE >= 0 AND VALUE <= 100);
CREATE DOMAIN short AS varchar(20) COLLATE "C" CHECK (VALUE IN ('a', 'b')) CHECK (VALUE <> 'c');
ALTER DOMAIN short ADD CONSTRAINT promised CHECK (length(VALUE) > 0) NOT VALID;
CREATE DOMAIN shorter AS short CHECK (VALUE <> 'b');
CREATE DOMAIN list AS integer[] CHECK (cardinality(VALUE) < 5);
COMMENT ON DOMAIN percent IS 'of a hundred';
COMMENT ON CONSTRAINT sane ON DOMAIN percent IS 'not more';
CREATE COLLATION copied FROM "C";
CREATE COLLATION posix (LC_COLLATE = 'C', LC_CTYPE = 'POSIX');
CREATE COLLATION loose (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false);
CREATE COLLATION german (PROVIDER = icu, LOCALE = 'de-u-co-phonebk');
COMMENT ON COLLATION loose IS 'case does not count';
CREATE TYPE point3 AS (x double precision, gone integer, "y ""y""" text COLLATE loose, z mood, w percent, v point[]);
ALTER TYPE point3 DROP ATTRIBUTE gone;
COMMENT ON COLUMN point3.x IS 'east';
CREATE FUNCTION apart(double precision, double precision) RETURNS double precision LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE TYPE span AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = apart);
CREATE TYPE words AS RANGE (SUBTYPE = text, COLLATION = loose, SUBTYPE_OPCLASS = text_pattern_ops);
CREATE TYPE raw;
CREATE FUNCTION raw_in(cstring) RETURNS raw LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION raw_out(raw) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE raw (INPUT = raw_in, OUTPUT = raw_out, LIKE = integer, CATEGORY = 'N', PREFERRED = false, DEFAULT = '42', DELIMITER = ';', COLLATABLE = true);
CREATE TYPE shell;
CREATE TABLE of_all (m mood DEFAULT 'sad', ms mood[] DEFAULT '{sad,perfect}', p percent, s shorter, l list, c text COLLATE loose, g text COLLATE german,
  t point3 DEFAULT ROW(1, 'y', 'sad', 5, '{}'), sp span DEFAULT '[1,2)', w words, r raw, rs raw[], CHECK (m IN ('sad', 'perfect')), CHECK (s IN ('a', 'b')),
  CHECK ((t).x > 0), EXCLUDE USING gist (sp WITH &&));
CREATE TABLE typed OF point3 (x WITH OPTIONS DEFAULT 1 NOT NULL, PRIMARY KEY (x));
CREATE VIEW over_types AS SELECT m::text, (t).z, s::text || 'x' AS sx, c COLLATE "C" AS cc, lower(sp) AS low FROM of_all ORDER BY c COLLATE german;

CREATE TEXT SEARCH DICTIONARY simplest (TEMPLATE = simple, STOPWORDS = english, ACCEPT = false);
CREATE TEXT SEARCH CONFIGURATION own (PARSER = default);
ALTER TEXT SEARCH CONFIGURATION own ADD MAPPING FOR asciiword, word WITH simplest, english_stem;
ALTER TEXT SEARCH CONFIGURATION own ADD MAPPING FOR email, url WITH simple;
CREATE TEXT SEARCH CONFIGURATION copied (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION copied ALTER MAPPING REPLACE english_stem WITH simplest;
CREATE TEXT SEARCH PARSER reading (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE TEXT SEARCH TEMPLATE pattern (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY of_pattern (TEMPLATE = pattern);
COMMENT ON TEXT SEARCH CONFIGURATION own IS 'ours';
COMMENT ON TEXT SEARCH DICTIONARY simplest IS 'simple';
COMMENT ON TEXT SEARCH PARSER reading IS 'reads';
COMMENT ON TEXT SEARCH TEMPLATE pattern IS 'a pattern';
CREATE INDEX of_all_words ON of_all USING gin (to_tsvector('types.own', c));
RESET search_path;
