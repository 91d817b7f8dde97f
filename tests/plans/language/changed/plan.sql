-- together
DROP ACCESS METHOD tree;
CREATE LANGUAGE "New"
  HANDLER plpgsql_call_handler
  INLINE plpgsql_inline_handler;
CREATE OR REPLACE LANGUAGE "Tongue of mine"
  HANDLER plpgsql_call_handler
  VALIDATOR plpgsql_validator;
COMMENT ON LANGUAGE "Tongue of mine" IS 'spoken';
CREATE TRANSFORM FOR bigint LANGUAGE "New" (
  TO SQL WITH FUNCTION int8recv(internal)
);
CREATE OR REPLACE TRANSFORM FOR integer LANGUAGE sql (
  FROM SQL WITH FUNCTION dsimple_init(internal)
);
COMMENT ON TRANSFORM FOR integer LANGUAGE sql IS 'one way';
CREATE ACCESS METHOD "New" TYPE TABLE HANDLER heap_tableam_handler;
CREATE ACCESS METHOD tree TYPE INDEX HANDLER hashhandler;
COMMENT ON ACCESS METHOD tree IS 'no tree';
DROP ACCESS METHOD "Pile";
DROP TRANSFORM FOR text LANGUAGE "Tongue of mine";
DROP LANGUAGE gone;
