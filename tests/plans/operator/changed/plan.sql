-- together
DROP OPERATOR "Op s".!== (integer, integer);
DROP OPERATOR "Op s".### (bigint, bigint);
DROP OPERATOR "Op s".=== (integer, integer);
DROP OPERATOR "Op s".@@@ (NONE, integer);
CREATE OPERATOR "Op s".!== (
  FUNCTION = int4ne,
  LEFTARG = integer,
  RIGHTARG = integer,
  NEGATOR = OPERATOR("Op s".===),
  RESTRICT = neqsel
);
CREATE OPERATOR "Op s".### (
  FUNCTION = int8eq,
  LEFTARG = bigint,
  RIGHTARG = bigint,
  COMMUTATOR = OPERATOR("Op s".###)
);
ALTER OPERATOR "Op s".<<< (integer, integer) SET (RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
CREATE OPERATOR "Op s".=== (
  FUNCTION = int4eq,
  LEFTARG = integer,
  RIGHTARG = integer,
  COMMUTATOR = OPERATOR("Op s".===),
  NEGATOR = OPERATOR("Op s".!==),
  RESTRICT = eqsel,
  JOIN = eqjoinsel,
  HASHES,
  MERGES
);
CREATE OPERATOR "Op s".>>> (
  FUNCTION = int4gt,
  LEFTARG = integer,
  RIGHTARG = integer,
  COMMUTATOR = OPERATOR("Op s".<<<)
);
COMMENT ON OPERATOR "Op s".>>> (integer, integer) IS 'after';
CREATE OPERATOR "Op s".@@@ (
  FUNCTION = int4um,
  RIGHTARG = integer
);
DROP OPERATOR "Op s".|| (text, text);
