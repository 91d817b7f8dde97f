-- together
DROP CONVERSION "Col".plain;
DROP COLLATION "Col"."natural";
DROP COLLATION "Col".plain;
CREATE COLLATION "Col"."New" (
  PROVIDER = icu,
  LOCALE = 'de-DE'
);
CREATE COLLATION "Col"."natural" (
  PROVIDER = icu,
  LOCALE = 'en-u-kn-true',
  DETERMINISTIC = false
);
COMMENT ON COLLATION "Col"."natural" IS 'counts';
CREATE COLLATION "Col".plain (
  PROVIDER = libc,
  LC_COLLATE = 'POSIX',
  LC_CTYPE = 'C'
);
CREATE CONVERSION "Col"."New"
  FOR 'LATIN2' TO 'UTF8' FROM iso8859_to_utf8;
COMMENT ON CONVERSION "Col"."New" IS 'to the east';
CREATE DEFAULT CONVERSION "Col".plain
  FOR 'LATIN2' TO 'WIN1250' FROM latin2_to_win1250;
DROP CONVERSION "Col".gone;
DROP COLLATION "Col".other;
