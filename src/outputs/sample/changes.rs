//! Differences for the sample reports: every class and every sort, and the tables they touch.

use super::key;
use crate::model::attribute::Attribute;
use crate::model::diff::{Certainty, Change, Difference};
use crate::model::finding::Severity;
use crate::model::object::{ObjectKey, ObjectKind, Value};
use crate::model::place::Place;
use crate::model::report::{Cause, ReportedChange};
use crate::model::sense::Class;
use crate::model::sketch::{ColumnSketch, Mark, Reference, Sketch, TableSketch};

/// A change of structure that somebody made by hand in production.
fn change(key: ObjectKey, difference: Difference) -> ReportedChange {
    ReportedChange {
        from: "production".into(),
        to: "migrations".into(),
        change: Change { key, difference, certainty: Certainty::Certain },
        class: Class::Structure,
        severity: Severity::Error,
        meaning: None,
        cause: Cause::Manual,
        fingerprints: [None, None],
        rename: None,
        place: None,
    }
}

fn differs(key: ObjectKey, attribute: Attribute, from: Option<Value>, to: Option<Value>) -> ReportedChange {
    change(key, Difference::Differs { attribute, from, to })
}

/// The tables of [`changes`]; `public.teams` did not change.
pub(super) fn sketch() -> Sketch {
    let column = |name: &str, data_type: &str, mark| ColumnSketch {
        name: name.into(),
        data_type: data_type.into(),
        primary: name == "id" || name == "user_id",
        foreign: name.ends_with("_id"),
        unique: name == "email",
        mark,
    };
    let refers = |column: &str, table: &str| Reference {
        name: format!("{column}_fkey"),
        table: table.into(),
        columns: vec![column.into()],
        mark: Mark::Same,
    };
    let profiles = TableSketch {
        name: "public.profiles".into(),
        mark: Mark::Differs,
        columns: vec![column("user_id", "bigint", Mark::Same), column("bio", "text", Mark::Same)],
        left_out: 0,
        references: vec![refers("user_id", "public.users")],
    };
    let users = TableSketch {
        name: "public.users".into(),
        mark: Mark::Differs,
        columns: vec![
            column("id", "bigint", Mark::Same),
            column("team_id", "bigint", Mark::Same),
            column("email", "character varying(320)", Mark::Differs),
            column("created_at", "timestamp with time zone", Mark::Differs),
            column("nickname", "text", Mark::Extra),
        ],
        left_out: 0,
        references: vec![refers("team_id", "public.teams")],
    };
    Sketch { from: "production".into(), to: "migrations".into(), tables: vec![profiles, users], left_out: 0 }
}

/// Every class and every sort of change.
pub(super) fn changes() -> Vec<ReportedChange> {
    let users = |line, column| Some(Place::at("prisma/migrations/20240101_init/migration.sql", line, column));
    let column = |name| key(ObjectKind::Column, Some("users"), name);
    let text = |text: &str| Some(Value::from(text));
    let index = "CREATE UNIQUE INDEX users_email_idx ON public.users USING btree (lower(email)) \
                 WHERE deleted_at IS NULL";
    let query = "SELECT id,\n    name\n   FROM projects\n  WHERE status <> 'archived'::status;";
    let wanted = query.replace("<> 'archived'", "= 'active'");
    vec![
        ReportedChange {
            place: users(12, 3),
            ..differs(column("email"), Attribute::Type, text("text"), text("character varying(320)"))
        },
        ReportedChange {
            rename: Some(column("display_name")),
            ..change(column("nickname"), Difference::Extra { definition: Some("nickname text".into()) })
        },
        ReportedChange {
            place: users(31, 1),
            ..change(
                key(ObjectKind::Index, Some("users"), "users_email_idx"),
                Difference::Missing { definition: Some(index.into()) },
            )
        },
        differs(
            key(ObjectKind::View, None, "active_projects"),
            Attribute::Query,
            text(query),
            text(wanted.as_str()),
        ),
        ReportedChange {
            class: Class::Security,
            meaning: Some("rows that the policy should keep back can be read".into()),
            cause: Cause::Unknown,
            ..change(
                key(ObjectKind::Policy, Some("profiles"), "own profile only"),
                Difference::Missing { definition: None },
            )
        },
        ReportedChange {
            class: Class::Security,
            meaning: Some(
                "row level security is off: everybody who may read the table reads all rows".into(),
            ),
            ..differs(
                key(ObjectKind::Table, None, "profiles"),
                Attribute::RowSecurity,
                text("false"),
                text("true"),
            )
        },
        ReportedChange {
            class: Class::Environment,
            severity: Severity::Warning,
            ..differs(
                key(ObjectKind::Table, None, "users"),
                Attribute::Privileges,
                Some(["app: SELECT, UPDATE", "reporting: SELECT"].into_iter().collect()),
                None,
            )
        },
        ReportedChange {
            class: Class::Cosmetic,
            severity: Severity::Notice,
            ..differs(column("created_at"), Attribute::Position, text("5"), text("4"))
        },
    ]
}
