-- Tells, statement by statement, which objects it made, altered or dropped: as notices, which arrive
-- before the answer of their statement. For scratch databases only.
-- https://www.postgresql.org/docs/current/functions-event-triggers.html
CREATE SCHEMA lockstep_touched;

CREATE FUNCTION lockstep_touched.tell() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
    told text;
BEGIN
    IF tg_event = 'sql_drop' THEN
        SELECT jsonb_agg(jsonb_build_array(
            dropped.classid::bigint, dropped.objid::bigint, dropped.objsubid,
            dropped.object_type, dropped.address_names, dropped.address_args, tg_tag, true))
        INTO told
        FROM pg_event_trigger_dropped_objects() AS dropped
        WHERE NOT dropped.is_temporary AND dropped.object_type NOT IN ('toast table', 'default value');
    ELSE
        SELECT jsonb_agg(jsonb_build_array(
            made.classid::bigint, made.objid::bigint, made.objsubid,
            address.type, address.object_names, address.object_args, made.command_tag, false))
        INTO told
        FROM pg_event_trigger_ddl_commands() AS made,
            pg_identify_object_as_address(made.classid, made.objid, made.objsubid) AS address
        WHERE address.type IS NOT NULL AND NOT made.in_extension;
    END IF;
    IF told IS NOT NULL THEN
        -- The one level that client_min_messages cannot hide.
        RAISE INFO 'lockstep touched %', told;
    END IF;
EXCEPTION
    -- What cannot be told must not make the statement fail.
    WHEN OTHERS THEN NULL;
END
$body$;

CREATE EVENT TRIGGER lockstep_touched_made ON ddl_command_end EXECUTE FUNCTION lockstep_touched.tell();
CREATE EVENT TRIGGER lockstep_touched_dropped ON sql_drop EXECUTE FUNCTION lockstep_touched.tell();
-- A script may say that it is a replica.
ALTER EVENT TRIGGER lockstep_touched_made ENABLE ALWAYS;
ALTER EVENT TRIGGER lockstep_touched_dropped ENABLE ALWAYS;
