//! What the schemas are made of. Each statement is written so that it loads often, whatever became of those
//! before it.

mod around;
mod database;
mod routines;
mod tables;
mod types;

use super::draft::Draft;

/// Schemas, as they are written.
const SCHEMAS: [&str; 3] = ["s1", "\"S 2\"", "public"];
const ROLES: [&str; 3] = ["pg_monitor", "pg_read_all_data", "PUBLIC"];
const TABLES: [&str; 3] = ["t1", "\"T \"\"2\"", "\"order\""];

pub(super) fn all(draft: &mut Draft) {
    for schema in SCHEMAS.iter().filter(|schema| **schema != "public") {
        draft.base(&format!("schema {schema}"), |_| format!("CREATE SCHEMA {schema}"));
    }
    database::before(draft);
    for schema in SCHEMAS {
        types::of_schema(draft, schema);
        routines::before_tables(draft, schema);
    }
    for schema in SCHEMAS {
        tables::of_schema(draft, schema);
    }
    for schema in SCHEMAS {
        tables::references(draft, schema);
        routines::after_tables(draft, schema);
        around::of_schema(draft, schema);
    }
    database::after(draft);
    for schema in SCHEMAS {
        satellites(draft, schema);
    }
}

/// Comments, privileges and owners of whatever is there.
fn satellites(draft: &mut Draft, schema: &str) {
    let mut named: Vec<(String, &[&str])> = vec![
        (format!("TYPE {schema}.e1"), &["USAGE"]),
        (format!("DOMAIN {schema}.d1"), &["USAGE"]),
        (format!("TYPE {schema}.k1"), &["USAGE"]),
        (format!("SEQUENCE {schema}.q1"), &["USAGE", "SELECT", "ALL"]),
        (format!("FUNCTION {schema}.f1(integer)"), &["EXECUTE"]),
        (format!("FUNCTION {schema}.f2"), &["EXECUTE"]),
        (format!("PROCEDURE {schema}.p1"), &["EXECUTE", "ALL"]),
        (format!("AGGREGATE {schema}.a1(integer)"), &[]),
        (format!("VIEW {schema}.v1"), &["SELECT", "INSERT"]),
        (format!("VIEW {schema}.v2"), &["SELECT"]),
        (format!("MATERIALIZED VIEW {schema}.m1"), &["SELECT"]),
        (format!("INDEX {schema}.\"i c1\""), &[]),
        (format!("STATISTICS {schema}.st1"), &[]),
    ];
    if schema != "public" {
        named.push((format!("SCHEMA {schema}"), &["USAGE", "CREATE", "ALL"]));
    }
    for table in TABLES {
        named.push((format!("TABLE {schema}.{table}"), &["SELECT", "INSERT, UPDATE", "ALL", "SELECT (id)"]));
        for column in ["c1", "c2", "\"c 3\""] {
            named.push((format!("COLUMN {schema}.{table}.{column}"), &[]));
        }
        for constraint in ["k_pk", "k_check", "\"k unique\""] {
            named.push((format!("CONSTRAINT {constraint} ON {schema}.{table}"), &[]));
        }
        for (kind, name) in [("POLICY", "po1"), ("TRIGGER", "tr1"), ("RULE", "ru1")] {
            named.push((format!("{kind} {name} ON {schema}.{table}"), &[]));
        }
    }
    for (designation, privileges) in named {
        draft.rare(&format!("comment {designation}"), |dice| {
            let text = dice.pick(&["one", "it's \\ two", "drei\n-- vier", "'quoted' \"and\" $$"]);
            format!("COMMENT ON {designation} IS '{}'", text.replace('\'', "''"))
        });
        if !privileges.is_empty() {
            let grantable = designation.replace("MATERIALIZED VIEW", "TABLE").replace("VIEW ", "TABLE ");
            draft.rare(&format!("grant {designation}"), |dice| {
                let privilege = dice.pick(privileges);
                let role = dice.pick(&ROLES);
                let option = if role == "PUBLIC" { "" } else { dice.maybe(25, &[" WITH GRANT OPTION"]) };
                format!("GRANT {privilege} ON {grantable} TO {role}{option}")
            });
            draft.rare(&format!("owner {designation}"), |dice| {
                let revoke = ["EXECUTE", "USAGE"].contains(&privileges[0]);
                if revoke && dice.chance(50) {
                    return format!("REVOKE {} ON {grantable} FROM PUBLIC", privileges[0]);
                }
                // Nobody else is granted anything to: what an owner has besides would be told as its own.
                format!("ALTER {designation} OWNER TO pg_signal_backend")
            });
        }
    }
}
