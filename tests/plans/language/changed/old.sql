CREATE TRUSTED LANGUAGE "Tongue of mine" HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
CREATE LANGUAGE gone HANDLER plpgsql_call_handler;
CREATE ACCESS METHOD tree TYPE INDEX HANDLER bthandler;
CREATE ACCESS METHOD "Pile" TYPE TABLE HANDLER heap_tableam_handler;
CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));
CREATE TRANSFORM FOR text LANGUAGE "Tongue of mine" (FROM SQL WITH FUNCTION prsd_lextype(internal));
