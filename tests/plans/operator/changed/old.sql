CREATE SCHEMA "Op s";
CREATE OPERATOR "Op s".=== (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer,
  COMMUTATOR = OPERATOR("Op s".===), RESTRICT = eqsel, JOIN = eqjoinsel);
CREATE OPERATOR "Op s".!== (FUNCTION = int4ne, LEFTARG = integer, RIGHTARG = integer);
CREATE OPERATOR "Op s".@@@ (FUNCTION = int4abs, RIGHTARG = integer);
CREATE OPERATOR "Op s".<<< (FUNCTION = int4lt, LEFTARG = integer, RIGHTARG = integer);
CREATE OPERATOR "Op s".### (FUNCTION = int8eq, LEFTARG = bigint, RIGHTARG = bigint, MERGES);
COMMENT ON OPERATOR "Op s".@@@ (NONE, integer) IS 'the size';
CREATE OPERATOR "Op s".|| (FUNCTION = textcat, LEFTARG = text, RIGHTARG = text);
