//! Folders replayed on a real server, and where the objects they make are said to be.

use std::time::Duration;

use tempfile::TempDir;
use tracing::instrument::WithSubscriber as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

use super::ledger::Ledger;
use super::locate::Question;
use super::record::Heard;
use crate::db::cancel::Cancel;
use crate::db::execute::Limits;
use crate::db::notices::{self, NoticeLayer};
use crate::db::{Session, testing, touched};
use crate::formats::{self, Folder};
use crate::model::attribute::Attribute;
use crate::model::history::{Source, Tool};
use crate::model::object::{ObjectKey, ObjectKind};
use crate::model::script::StatementPlace;
use crate::pipeline::migrate::Runner;

/// Files of a folder of plain SQL, by number.
fn folder(files: &[&str]) -> (TempDir, Folder) {
    let root = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(root.path().join("m")).expect("a folder");
    for (number, text) in (1..).zip(files) {
        std::fs::write(root.path().join(format!("m/{number}.sql")), text).expect("a file");
    }
    let source = Source { path: Some("m".into()), format: Some(Tool::Plain), ..Source::default() };
    let folder = formats::open(root.path(), &source).expect("a folder of plain SQL");
    (root, folder)
}

/// The ledger of what ran before the first failure.
async fn recorded(session: &mut Session, files: &[&str]) -> Ledger {
    let (_root, folder) = folder(files);
    let log = tracing_subscriber::registry()
        .with(NoticeLayer.with_filter(Targets::new().with_target(notices::TARGET, tracing::Level::TRACE)));
    let work = async {
        let mut ledger = Ledger::default();
        touched::install(session).await.expect("installed");
        session.run(&folder.before_replay("public")).await.expect("a history");
        for migration in &folder.migrations {
            let first = ledger.add(&folder, migration);
            let script = folder.replay(migration, "public").expect("a script");
            let mut heard = Heard::begin();
            let limits = Limits { lock_timeout: Duration::ZERO, statement_timeout: Duration::ZERO };
            let on_statement = &mut |index: usize, _: &StatementPlace| heard.completed(index);
            let cancel = &Cancel::new();
            let (script, limits) = (&script, &limits);
            let runner = Runner { session, migration, script, limits, on_statement, cancel, kept: 0 };
            runner.run().await.unwrap_or_else(|stopped| panic!("{}: {}", stopped.place, stopped.error));
            heard.write(first, &mut ledger);
        }
        ledger.recorded = true;
        ledger
    };
    notices::collect(work).with_subscriber(log).await.0
}

async fn ledger(files: &[&str]) -> Ledger {
    let mut session = testing::open(&testing::database().await).await.expect("open");
    let ledger = recorded(&mut session, files).await;
    testing::gone(session).await;
    ledger
}

/// `kind schema.parent.name`, as messages say it, with an attribute perhaps.
fn question(object: &str) -> (ObjectKey, Option<Attribute>, bool) {
    let (object, extra) = match object.strip_prefix("- ") {
        Some(object) => (object, true),
        None => (object, false),
    };
    let (object, attribute) = match object.split_once(": ") {
        Some((object, attribute)) => (object, Some(Attribute::parse(attribute).expect(attribute))),
        None => (object, None),
    };
    let (kind, path) = object.split_once(' ').expect("a kind");
    let kind = ObjectKind::parse(kind).expect(kind);
    let (path, arguments) = match path.split_once('(') {
        Some((path, arguments)) => (path, format!("({arguments}")),
        None => (path, String::new()),
    };
    let parts: Vec<&str> = path.split('.').collect();
    let key = |schema: &str, parent: Option<&str>, name: &str| ObjectKey {
        kind,
        schema: schema.into(),
        parent: parent.map(Into::into),
        name: format!("{name}{arguments}").into(),
    };
    let key = match parts[..] {
        [name] => key("", None, name),
        [schema, name] => key(schema, None, name),
        [schema, parent, name] => key(schema, Some(parent), name),
        _ => panic!("{object}"),
    };
    (key, attribute, extra)
}

fn place(ledger: &Ledger, object: &str) -> String {
    let (key, attribute, extra) = question(object);
    let question = Question { key: &key, attribute, extra, labels: Vec::new(), counts: &|_| true };
    match ledger.locate(&question) {
        Some(place) => place.to_string().replace("m/", "").replace(".sql", ""),
        None => "nowhere".to_owned(),
    }
}

/// Each object with the place it must have: `file:line:column`.
fn check(ledger: &Ledger, expected: &[(&str, &str)]) {
    let wrong: Vec<String> = expected
        .iter()
        .map(|(object, wanted)| (object, wanted, place(ledger, object)))
        .filter(|(_, wanted, found)| found != *wanted)
        .map(|(object, wanted, found)| format!("{object}: {found} instead of {wanted}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const SHOP: [&str; 3] = [
    "create type mood as enum ('sad', 'ok');\n\
     create schema shop;\n\
     create table shop.users (\n\
     \x20 id serial primary key,\n\
     \x20 email text not null unique,\n\
     \x20 name text default 'id, email' constraint named check (name <> ''),\n\
     \x20 boss int references shop.users\n\
     );\n\
     create index on shop.users (name);\n\
     create index by_email on shop.users (email);\n",
    "-- later\nalter table shop.users\n  add column age int,\n  alter email set default '';\n\
     comment on column shop.users.age is 'years';\n\
     comment on table shop.users is 'people';\n\
     alter table shop.users enable row level security;\n\
     create policy own on shop.users using (true);\n\
     create view shop.names as select name from shop.users;\n\
     grant select on shop.users to public;\n",
    "create function shop.f(a int, b text) returns int language sql as 'select 1';\n\
     create function shop.f(a int) returns int language sql as 'select 1';\n\
     create or replace function shop.f(a int) returns int language sql as 'select 2';\n\
     create function shop.t() returns trigger language plpgsql as 'begin return new; end';\n\
     create trigger watch before insert on shop.users for each row execute function shop.t();\n\
     alter type mood add value 'happy' after 'ok';\n\
     alter table shop.users disable trigger watch;\n",
];

#[tokio::test]
async fn objects_are_where_they_were_made_or_last_altered() {
    let ledger = ledger(&SHOP).await;
    check(
        &ledger,
        &[
            ("table shop.users", "1:3:19"),
            ("column shop.users.id", "1:4:3"),
            ("column shop.users.email", "1:5:3"),
            ("column shop.users.email: not-null", "1:5:3"),
            ("column shop.users.email: default", "2:4:9"),
            ("column shop.users.name", "1:6:3"),
            ("column shop.users.age", "2:3:14"),
            ("column shop.users.age: comment", "2:5:30"),
            ("column shop.users.age: type", "2:3:14"),
            ("constraint shop.users.named", "1:6:44"),
            ("constraint shop.users.users_pkey", "1:4:13"),
            ("constraint shop.users.users_email_key", "1:5:3"),
            ("constraint shop.users.users_boss_fkey", "1:7:3"),
            ("index shop.users.users_name_idx", "1:9:1"),
            ("index shop.users.by_email", "1:10:14"),
            ("sequence shop.users_id_seq", "1:3:1"),
            ("table shop.users: comment", "2:6:23"),
            ("table shop.users: row-security", "2:7:18"),
            ("table shop.users: privileges", "2:10:22"),
            ("policy shop.users.own", "2:8:15"),
            ("view shop.names", "2:9:18"),
            ("function shop.f(a integer, b text)", "3:1:22"),
            ("function shop.f(a integer)", "3:3:33"),
            ("function shop.f(a integer): body", "3:3:33"),
            ("trigger shop.users.watch", "3:5:16"),
            ("trigger shop.users.watch: enabled", "3:7:40"),
            ("enum public.mood: labels", "3:6:12"),
            ("schema shop", "1:2:15"),
        ],
    );
}

#[tokio::test]
async fn what_nobody_made_is_where_its_table_or_schema_was_made() {
    let ledger = ledger(&SHOP).await;
    check(
        &ledger,
        &[
            ("- column shop.users.nickname", "1:3:19"),
            ("- index shop.users.by_hand", "1:3:19"),
            ("- column shop.users.text", "1:3:19"),
            ("- table shop.orders", "1:2:15"),
            ("- table public.orders", "nowhere"),
        ],
    );
}

#[tokio::test]
async fn renamed_and_dropped_objects_are_followed() {
    let ledger = ledger(&[
        "create table a (\n  x int,\n  y int);\ncreate index i on a (x);",
        "alter table a rename to b;\nalter table b rename column x to z;\nalter index i rename to j;",
        "create table c (n int);\ndrop table c;\ncreate table c (m int);",
        "alter table b drop column y;\ncreate schema s;\nalter table c set schema s;",
    ])
    .await;
    check(
        &ledger,
        &[
            ("table public.b", "1:1:1"),
            ("column public.b.z", "2:2:34"),
            ("index public.b.j", "1:4:1"),
            ("- column public.b.y", "4:1:27"),
            ("table s.c", "3:3:14"),
            ("column s.c.m", "3:3:17"),
            ("column s.c.n", "3:3:14"),
        ],
    );
}

#[tokio::test]
async fn code_that_makes_objects_is_known_by_what_the_server_tells() {
    let ledger = ledger(&[
        "set search_path = public;\n\
         create function make(what text) returns void language plpgsql as $$\n\
         begin execute format('create table %I (id int, note text)', what); end $$;\n\
         select make('made');",
        "do $$\nbegin\n  create table looped (\n    id int);\n  execute 'alter table made add extra int';\nend $$;",
        "create schema other;\nset search_path = other;\ncreate table t (\n  a int);\nreset search_path;\n\
         create table t (a int);",
    ])
    .await;
    check(
        &ledger,
        &[
            ("table public.made", "1:4:14"),
            ("column public.made.note", "1:4:14"),
            ("table public.looped", "2:3:16"),
            ("column public.looped.id", "2:4:5"),
            ("column public.made.extra", "2:5:33"),
            ("column other.t.a", "3:4:3"),
            ("column public.t.a", "3:6:17"),
        ],
    );
}

#[tokio::test]
async fn scripts_cannot_silence_it() {
    let mut session = testing::open(&testing::database().await).await.expect("open");
    let ledger = recorded(
        &mut session,
        &[
            "set client_min_messages = error;\nset session_replication_role = replica;\ncreate table quiet (a int);",
            "create function mine() returns event_trigger language plpgsql as $$ begin raise info 'mine'; end $$;\n\
             create event trigger mine on ddl_command_end execute function mine();\n\
             create table heard (a int);\ndrop event trigger mine;",
            "create index concurrently built on heard (a);",
            "create role lockstep_places_role nologin;\nset role lockstep_places_role;\n\
             create temporary table gone (a int);\ndrop table gone;\nreset role;\ndrop role lockstep_places_role;",
            "begin;\ncreate table first (a int);\ncommit;\nbegin;\ncreate table second (a int);\ncommit;",
            "create table serial_of (a int generated always as identity);\n\
             create domain positive as int constraint above check (value > 0);\n\
             create extension if not exists plpgsql;",
        ],
    )
    .await;
    check(
        &ledger,
        &[
            ("table public.quiet", "1:3:14"),
            ("table public.heard", "2:3:14"),
            ("event-trigger mine", "2:2:22"),
            ("index public.heard.built", "3:1:27"),
            ("table public.first", "5:2:14"),
            ("column public.second.a", "5:5:22"),
            ("column public.serial_of.a: identity", "6:1:25"),
            ("domain public.positive", "6:2:15"),
            ("constraint public.positive.above", "6:2:42"),
        ],
    );
    testing::gone(session).await;
}

#[tokio::test]
async fn the_oldest_and_the_newest_server_tell() {
    for major in [13, 18] {
        let maintenance = testing::maintenance_of(major);
        let mut session = testing::open(&maintenance).await.expect("open");
        session.run("CREATE DATABASE touched").await.expect("created");
        session.close().await;
        let mut session = testing::open(&maintenance.with_database("touched")).await.expect("open");
        let ledger = recorded(&mut session, &SHOP).await;
        check(
            &ledger,
            &[
                ("column shop.users.age", "2:3:14"),
                ("policy shop.users.own", "2:8:15"),
                ("schema shop", "1:2:15"),
            ],
        );
        session.close().await;
    }
}

#[tokio::test]
async fn without_a_server_the_text_must_do() {
    let (_root, folder) = folder(&SHOP);
    let mut ledger = Ledger::default();
    for migration in &folder.migrations {
        ledger.add(&folder, migration);
    }
    check(
        &ledger,
        &[
            ("table shop.users", "1:3:19"),
            ("column shop.users.email", "1:5:3"),
            ("column shop.users.age", "2:3:14"),
            ("index shop.users.by_email", "1:10:14"),
            ("policy shop.users.own", "2:8:15"),
            ("function shop.f(a integer)", "3:3:33"),
            ("- table public.orders", "nowhere"),
        ],
    );
}

#[tokio::test]
async fn only_the_statements_that_count_are_asked() {
    let ledger = ledger(&["create table t (a int);", "alter table t\n  alter a type bigint;"]).await;
    let (key, attribute, extra) = question("column public.t.a: type");
    let at = |counts: &dyn Fn(&str) -> bool| {
        let question = Question { key: &key, attribute, extra, labels: Vec::new(), counts };
        ledger.locate(&question).map(|place| place.to_string())
    };
    assert_eq!(at(&|_| true).as_deref(), Some("m/2.sql:2:9"));
    assert_eq!(at(&|version| version == "1").as_deref(), Some("m/1.sql:1:17"));
    assert_eq!(at(&|_| false), None);
}
