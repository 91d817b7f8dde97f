CREATE LANGUAGE "Tongue of mine" HANDLER plpgsql_call_handler VALIDATOR plpgsql_validator;
CREATE LANGUAGE "New" HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler;
COMMENT ON LANGUAGE "Tongue of mine" IS 'spoken';
CREATE ACCESS METHOD tree TYPE INDEX HANDLER hashhandler;
CREATE ACCESS METHOD "New" TYPE TABLE HANDLER heap_tableam_handler;
COMMENT ON ACCESS METHOD tree IS 'no tree';
CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION dsimple_init(internal));
CREATE TRANSFORM FOR bigint LANGUAGE "New" (TO SQL WITH FUNCTION int8recv(internal));
COMMENT ON TRANSFORM FOR integer LANGUAGE sql IS 'one way';
