CREATE SCHEMA "Op s";
CREATE OPERATOR "Op s".=== (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer,
  COMMUTATOR = OPERATOR("Op s".===), NEGATOR = OPERATOR("Op s".!==), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR "Op s".!== (FUNCTION = int4ne, LEFTARG = integer, RIGHTARG = integer,
  NEGATOR = OPERATOR("Op s".===), RESTRICT = neqsel);
CREATE OPERATOR "Op s".@@@ (FUNCTION = int4um, RIGHTARG = integer);
CREATE OPERATOR "Op s".<<< (FUNCTION = int4lt, LEFTARG = integer, RIGHTARG = integer,
  COMMUTATOR = OPERATOR("Op s".>>>), RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
CREATE OPERATOR "Op s".>>> (FUNCTION = int4gt, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = OPERATOR("Op s".<<<));
CREATE OPERATOR "Op s".### (FUNCTION = int8eq, LEFTARG = bigint, RIGHTARG = bigint,
  COMMUTATOR = OPERATOR("Op s".###));
COMMENT ON OPERATOR "Op s".>>> (integer, integer) IS 'after';
