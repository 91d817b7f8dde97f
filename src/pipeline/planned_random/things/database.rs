//! What belongs to no schema: default privileges, extensions, publications, foreign servers, event triggers.

use super::SCHEMAS;
use crate::pipeline::planned_random::draft::Draft;

pub(super) fn before(draft: &mut Draft) {
    draft.rare("extension", |dice| {
        format!("CREATE EXTENSION {}", dice.pick(&["citext", "citext SCHEMA s1", "hstore"]))
    });
    draft.rare("extension btree_gist", |_| "CREATE EXTENSION btree_gist SCHEMA public".to_owned());
}

pub(super) fn after(draft: &mut Draft) {
    draft.rare("default privileges", |dice| {
        let what = dice.pick(&[
            "GRANT SELECT ON TABLES TO pg_monitor",
            "REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
            "GRANT USAGE ON TYPES TO pg_monitor WITH GRANT OPTION",
            "GRANT ALL ON SEQUENCES TO pg_read_all_data",
        ]);
        format!("ALTER DEFAULT PRIVILEGES {what}")
    });
    for s in SCHEMAS {
        draft.rare(&format!("default privileges {s}"), |dice| {
            let what = dice.pick(&[
                "GRANT SELECT ON TABLES TO pg_monitor",
                "GRANT INSERT, UPDATE ON TABLES TO PUBLIC",
                "GRANT EXECUTE ON FUNCTIONS TO pg_monitor",
            ]);
            let by = dice.maybe(20, &["FOR ROLE pg_monitor "]);
            format!("ALTER DEFAULT PRIVILEGES {by}IN SCHEMA {s} {what}")
        });
    }
    draft.rare("publication", |dice| {
        let what = dice.pick(&[
            "FOR ALL TABLES",
            "",
            "FOR TABLE s1.t1, public.\"order\"",
            "FOR TABLE s1.t1 (id, c1)",
            "FOR TABLE s1.t1 WHERE (id > 3)",
            "FOR TABLES IN SCHEMA s1",
            "FOR TABLE s1.t1 WITH (publish = 'insert')",
        ]);
        format!("CREATE PUBLICATION pub1 {what}")
    });
    draft.rare("event trigger function", |_| {
        "CREATE FUNCTION public.fev() RETURNS event_trigger LANGUAGE plpgsql AS $f$BEGIN END$f$".to_owned()
    });
    draft.rare("event trigger", |dice| {
        let when = dice.pick(&["ddl_command_start", "ddl_command_end", "sql_drop"]);
        let tags = dice.maybe(50, &[" WHEN TAG IN ('CREATE TABLE', 'DROP TABLE')"]);
        let tags = if when == "sql_drop" { "" } else { tags };
        format!("CREATE EVENT TRIGGER ev1 ON {when}{tags} EXECUTE FUNCTION public.fev()")
    });
    draft.rare("foreign data wrapper", |dice| {
        format!("CREATE FOREIGN DATA WRAPPER \"w 1\"{}", dice.maybe(30, &[" OPTIONS (debug 'true')"]))
    });
    draft.rare("server", |dice| {
        format!(
            "CREATE SERVER sv1{} FOREIGN DATA WRAPPER \"w 1\" OPTIONS (host '{}')",
            dice.maybe(30, &[" VERSION '2'"]),
            dice.pick(&["a", "b''c"])
        )
    });
    draft.rare("foreign table", |dice| {
        let columns = dice.pick(&["a integer", "a integer, b text OPTIONS (x 'y')", "a bigint NOT NULL"]);
        format!(
            "CREATE FOREIGN TABLE s1.ft1 ({columns}) SERVER sv1{}",
            dice.maybe(50, &[" OPTIONS (table 'x')"])
        )
    });
    draft.rare("user mapping", |dice| {
        format!("CREATE USER MAPPING FOR PUBLIC SERVER sv1 OPTIONS (user '{}')", dice.pick(&["u", "v"]))
    });
}
