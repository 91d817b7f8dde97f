//! The capture, the comparison and its confirmation against a real server.

use std::process::{Command, Stdio};

use super::*;
use crate::db::confirm::confirm;
use crate::db::testing;
use crate::db::version_text::for_major;
use crate::model::attribute::Attribute;
use crate::model::connection::Connection;
use crate::model::diff::{Change, Rules, diff};
use crate::model::object::{ObjectKey, ObjectKind};

const EVERYTHING: &str = include_str!("everything.sql");

fn scope() -> Scope {
    Scope { schemas: vec!["*".into()], ..Scope::default() }
}

async fn everything() -> (Connection, Session) {
    let connection = testing::database().await;
    let mut session = testing::open(&connection).await.expect("open");
    session.run(EVERYTHING).await.expect("made");
    (connection, session)
}

async fn captured(session: &mut Session) -> Catalog {
    let catalog = capture(session, &scope()).await.expect("captured");
    assert!(catalog.unreadable.is_empty(), "{:?}", catalog.unreadable);
    catalog
}

fn binary(name: &str) -> Command {
    let newest = std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed");
    let newest =
        newest.filter_map(Result::ok).map(|entry| entry.path()).max().expect("PostgreSQL is installed");
    Command::new(newest.join("bin").join(name))
}

fn arguments(connection: &Connection) -> [String; 6] {
    let port = connection.port.to_string();
    ["-h", &connection.host, "-p", &port, "-U", &connection.user].map(str::to_owned)
}

/// A new database restored from a dump of `connection`.
pub(super) async fn twin(connection: &Connection) -> Connection {
    let twin = testing::database().await;
    let mut dump = binary("pg_dump")
        .args(arguments(connection))
        .args(["-s", &connection.database])
        .stdout(Stdio::piped())
        .spawn()
        .expect("pg_dump runs");
    let restored = binary("psql")
        .args(arguments(&twin))
        .args(["-XqAt", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", "-d", &twin.database])
        .stdin(dump.stdout.take().expect("piped"))
        .status()
        .expect("psql runs");
    assert!(dump.wait().expect("pg_dump ends").success() && restored.success());
    twin
}

fn lines(changes: &[Change]) -> Vec<String> {
    changes.iter().map(ToString::to_string).collect()
}

#[test]
fn every_kind_is_read_once() {
    let message = Message::new(18, &scope(), Moment::Now, &[]);
    for kind in ObjectKind::ALL {
        let part = Part::Read(Family::Objects(*kind));
        assert_eq!(message.parts.iter().filter(|known| **known == part).count(), 1, "{kind}");
    }
}

#[test]
fn queries_fill_in_what_their_kind_has() {
    // Filled in by code or as facts of their own.
    let elsewhere = [
        Attribute::Comment,
        Attribute::SecurityLabel,
        Attribute::Query,
        Attribute::Columns,
        Attribute::Members,
        Attribute::Definition,
        Attribute::Default,
        Attribute::Generated,
        Attribute::Identity,
        Attribute::Position,
    ];
    for kind in ObjectKind::ALL {
        for major in [13, 14, 15, 18] {
            let text = for_major(message::query(*kind), major);
            assert!(!text.contains("--1") && !text.contains("--<"), "{kind} {major}");
            let aliases = text.split(" AS ").skip(1).map(|rest| match rest.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next().unwrap_or_default(),
                None => rest.split([',', '\n', ' ', ')']).next().unwrap_or_default(),
            });
            let attributes = aliases.filter_map(|alias| match layout::cell(alias, false) {
                Some((layout::Target::Attribute(attribute), _)) => Some(attribute),
                _ => None,
            });
            for attribute in attributes.filter(|attribute| !elsewhere.contains(attribute)) {
                assert!(kind.attributes().contains(&attribute), "{kind} has no {attribute}");
            }
        }
    }
}

#[tokio::test]
async fn one_of_everything() {
    let (_, mut session) = everything().await;
    let catalog = captured(&mut session).await;
    let counts: Vec<String> =
        catalog.counts().iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    assert!(counts.len() >= 16, "{counts:?}");
    let attribute = |kind, parent: Option<&str>, name: &str, attribute| {
        let key =
            ObjectKey { kind, schema: "shop".into(), parent: parent.map(Into::into), name: name.into() };
        let object = catalog.objects.get(&key).unwrap_or_else(|| panic!("{key}"));
        object.attributes.get(attribute).map(ToString::to_string)
    };
    let customer = |name, what| attribute(ObjectKind::Column, Some("customers"), name, what);
    assert_eq!(customer("serial_no", Attribute::Position).as_deref(), Some("2"));
    assert_eq!(customer("id", Attribute::Identity).as_deref(), Some("always"));
    assert_eq!(customer("id", Attribute::Start).as_deref(), Some("100"));
    assert_eq!(customer("shout", Attribute::Generated).as_deref(), Some("upper(full_name) stored"));
    assert_eq!(customer("shout", Attribute::Default), None);
    assert_eq!(
        customer("email", Attribute::Privileges).as_deref(),
        Some("keeper of \"keys\": SELECT, UPDATE")
    );
    let table = |what| attribute(ObjectKind::Table, None, "customers", what);
    assert_eq!(
        table(Attribute::Options).as_deref(),
        Some("autovacuum_enabled=off, fillfactor=80, toast.autovacuum_enabled=off")
    );
    assert_eq!(table(Attribute::Privileges).as_deref(), Some("@owner: ALL, PUBLIC: SELECT"));
    assert_eq!(
        attribute(ObjectKind::Enum, None, "mood", Attribute::Labels).as_deref(),
        Some("sad, so-so, it's fine, happy, \"very\"")
    );
    assert_eq!(
        attribute(ObjectKind::Constraint, Some("rooms"), "later", Attribute::Definition).as_deref(),
        Some("CHECK ((room > 0))")
    );
    let paths: Vec<String> = catalog.objects.keys().map(ToString::to_string).collect();
    for absent in [
        // Parts of others: identity sequence, constraint's index, partition's index, internal types.
        "sequence shop.customers_id_seq",
        "index shop.orders.orders_key",
        "index shop.orders_2025.orders_2025_placed_amount_idx",
        "constraint shop.orders_2025.buyer",
        "trigger shop.orders_rest.placed",
        "column shop.customers.gone",
        "constraint shop.heir.base_b",
        "composite shop.customers",
    ] {
        assert!(!paths.iter().any(|path| path == absent), "{absent}");
    }
    for present in [
        "trigger shop.orders_2025.placed",
        "trigger shop.rooms.checked",
        "sequence shop.customers_serial_no_seq",
    ] {
        assert!(paths.iter().any(|path| path == present), "{present} in {paths:#?}");
    }
    assert!(!paths.iter().any(|path| path.contains("passing") || path.contains("citext(")), "{paths:#?}");
}

#[tokio::test]
async fn a_database_and_its_restored_twin_are_equal() {
    let (connection, mut session) = everything().await;
    let twin = twin(&connection).await;
    let mut other = testing::open(&twin).await.expect("open");
    let (one, two) = (captured(&mut session).await, captured(&mut other).await);
    let changes = diff(&one, &two, &Rules::default());
    assert!(!changes.is_empty(), "the IN list prints differently after a restore");
    let changes = confirm(&mut other, changes, &one, &two).await.expect("confirmed").changes;
    assert_eq!(lines(&changes), [""; 0]);
    // The trials left nothing behind.
    assert_eq!(diff(&two, &captured(&mut other).await, &Rules::default()), []);
}

#[tokio::test]
async fn confirmation_keeps_real_differences() {
    let (connection, mut session) = everything().await;
    let twin = twin(&connection).await;
    let mut other = testing::open(&twin).await.expect("open");
    session
        .run(
            "CREATE OR REPLACE VIEW shop.young AS SELECT id, status, mood, upper(status) AS loud FROM shop.customers WHERE status IN ('new', 'it''s');
             ALTER VIEW shop.young SET (security_barrier, check_option = local);
             ALTER TABLE shop.customers DROP CONSTRAINT customers_status_check, ADD CONSTRAINT customers_status_check CHECK (status IN ('new'));
             ALTER TABLE shop.customers ADD only_here integer;
             CREATE OR REPLACE VIEW shop.insecure WITH (security_invoker) AS SELECT y.* FROM shop.young y JOIN shop.customers c USING (id) WHERE only_here > 0",
        )
        .await
        .expect("changed");
    let (one, two) = (captured(&mut session).await, captured(&mut other).await);
    let changes = diff(&one, &two, &Rules::default());
    let changes = confirm(&mut other, changes, &one, &two).await.expect("confirmed").changes;
    assert_eq!(
        lines(&changes),
        [
            "- column shop.customers.only_here",
            "constraint shop.customers.customers_status_check: definition",
            "view shop.insecure: query",
            "view shop.young: query",
        ]
    );
}

#[tokio::test]
async fn a_role_without_privileges_sees_the_same() {
    let (connection, mut session) = everything().await;
    session.run("CREATE ROLE \"no one\" LOGIN").await.expect("made");
    let powerless = Connection { user: "no one".into(), ..connection };
    let mut powerless = testing::open(&powerless).await.expect("open");
    let all = Scope { dependencies: true, ..scope() };
    let seen = capture(&mut powerless, &all).await.expect("captured");
    assert_eq!(seen, capture(&mut session, &all).await.expect("captured"));
}

#[tokio::test]
async fn what_may_not_be_read_is_said() {
    let (connection, mut session) = everything().await;
    session
        .run("REVOKE SELECT ON pg_policy, pg_enum FROM PUBLIC; CREATE ROLE blind LOGIN")
        .await
        .expect("made");
    let mut blind = testing::open(&Connection { user: "blind".into(), ..connection }).await.expect("open");
    let seen = capture(&mut blind, &scope()).await.expect("captured");
    assert_eq!(seen.unreadable.len(), 2, "{:?}", seen.unreadable);
    assert!(seen.is_unreadable(ObjectKind::Policy) && seen.is_unreadable(ObjectKind::Enum));
    assert_eq!(lines(&diff(&seen, &captured(&mut session).await, &Rules::default())), [""; 0]);
}

#[tokio::test]
async fn a_capture_survives_changes_of_the_schema() {
    let (connection, mut session) = everything().await;
    let mut changing = testing::open(&connection).await.expect("open");
    let changes = tokio::spawn(async move {
        for round in 0..20 {
            let sql = format!(
                "CREATE TABLE churn (a integer CHECK (a > {round}), b text); CREATE INDEX ON churn (lower(b));
                 CREATE VIEW churned AS SELECT a FROM churn WHERE b IN ('a', 'b')"
            );
            changing.run(&sql).await.expect("made");
            tokio::time::sleep(Duration::from_millis(40)).await;
            changing.run("DROP TABLE churn CASCADE").await.expect("dropped");
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    });
    while !changes.is_finished() {
        captured(&mut session).await;
    }
    changes.await.expect("ended");
    assert!(!captured(&mut session).await.objects.keys().any(|key| key.path().contains("churn")));
}

#[tokio::test]
async fn numbers_of_the_server_are_no_options() {
    let mut session = testing::open(&testing::database().await).await.expect("open");
    session
        .run("CREATE TABLE t (a integer, b integer); ALTER TABLE t ALTER b SET (n_distinct = 5)")
        .await
        .expect("made");
    let before = captured(&mut session).await;
    // What newer minor releases do by themselves.
    session
        .run(
            "SET allow_system_table_mods = on;
             UPDATE pg_attribute SET attoptions = array_prepend('pg_attver=15379192', attoptions)
             WHERE attrelid = 't'::regclass AND attnum > 0",
        )
        .await
        .expect("numbered");
    assert_eq!(captured(&mut session).await, before);
}

#[tokio::test]
async fn a_scope_leaves_out_schemas_and_history_tables() {
    let mut session = testing::open(&testing::database().await).await.expect("open");
    session
        .run(
            "CREATE SCHEMA auth; CREATE TABLE auth.users (id integer); CREATE SCHEMA other; CREATE TABLE other.t ();
             CREATE TABLE _history (id serial PRIMARY KEY); CREATE INDEX ON _history (id); CREATE TABLE kept (id integer)",
        )
        .await
        .expect("made");
    let scope = Scope {
        schemas: vec!["public".into(), "a*".into()],
        without_schemas: vec!["auth".into()],
        without_tables: vec![("public".into(), "_history".into())],
        ..Scope::default()
    };
    let catalog = capture(&mut session, &scope).await.expect("captured");
    let paths: Vec<String> = catalog.objects.keys().map(ToString::to_string).collect();
    assert_eq!(
        paths,
        [
            "database database",
            "schema public",
            "extension plpgsql",
            "table public.kept",
            "column public.kept.id"
        ]
    );
}

#[tokio::test]
async fn dependencies_are_objects_of_the_catalog() {
    let (_, mut session) = everything().await;
    let catalog = capture(&mut session, &Scope { dependencies: true, ..scope() }).await.expect("captured");
    let of = |path: &str| -> Vec<String> {
        let dependencies = catalog.dependencies.as_ref().expect("asked for");
        let found = dependencies.iter().find(|(key, _)| key.to_string() == path);
        found.unwrap_or_else(|| panic!("{path}")).1.iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        of("view shop.insecure"),
        [
            "schema shop",
            "enum shop.mood",
            "column shop.young.loud",
            "column shop.young.status",
            "view shop.young"
        ]
    );
    assert_eq!(of("column shop.customers.serial_no"), ["sequence shop.customers_serial_no_seq"]);
    assert_eq!(of("sequence shop.customers_serial_no_seq"), ["schema shop"]);
    assert_eq!(of("column shop.customers.email"), ["extension citext"]);
    assert_eq!(
        of("constraint shop.orders.buyer"),
        [
            "column shop.customers.id",
            "column shop.orders.customer",
            "constraint shop.customers.customers_pkey"
        ]
    );
    assert!(of("trigger shop.customers.touched").contains(&"function shop.touch()".to_owned()));
}

#[tokio::test]
async fn parts_stand_for_what_they_are_part_of() {
    let mut session = testing::open(&testing::database().await).await.expect("open");
    session
        .run(
            "CREATE TYPE span AS RANGE (SUBTYPE = integer); CREATE VIEW spans AS SELECT span(1, 2) AS span;
             CREATE FUNCTION cmp(integer, integer) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'btint4cmp';
             CREATE OPERATOR CLASS numbers FOR TYPE integer USING btree AS OPERATOR 1 <, FUNCTION 1 cmp(integer, integer)",
        )
        .await
        .expect("made");
    let catalog = capture(&mut session, &Scope { dependencies: true, ..scope() }).await.expect("captured");
    let paths: Vec<String> = catalog.objects.keys().map(ToString::to_string).collect();
    assert!(!paths.iter().any(|path| path.starts_with("function public.span")), "{paths:?}");
    let dependencies = catalog.dependencies.expect("asked for");
    for (path, on) in [
        ("view public.spans", "range public.span"),
        ("operator-class public.numbers USING btree", "function public.cmp(integer, integer)"),
        ("operator-class public.numbers USING btree", "operator-family public.numbers USING btree"),
    ] {
        let (_, found) = dependencies.iter().find(|(key, _)| key.to_string() == path).expect(path);
        assert!(found.iter().any(|key| key.to_string() == on), "{path} on {on}: {found:?}");
    }
}
