//! Measures on every major what the planner believes of each form of statement: the locks on both tables,
//! read from `pg_locks` while they are held, and the work, told from the files that are new afterwards
//! (`pg_relation_filenode`) and from the rows that the statement read (`pg_stat_get_xact_tuples_returned`).
//! A statement that refuses a transaction waits behind somebody who writes the table, and is measured
//! meanwhile; of its later phases nothing is seen.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crate::db::Session;
use crate::db::testing::{self, MAJORS};
use crate::model::lock_mode::{LockMode, Work};
use crate::plan::{Facts, Form};

const SAMPLES: &str = include_str!("../../tests/forms/samples.sql");

/// So many rows has each table of the stage.
const ROWS: u64 = 1000;

const MODES: [(&str, LockMode); 8] = [
    ("AccessShareLock", LockMode::AccessShare),
    ("RowShareLock", LockMode::RowShare),
    ("RowExclusiveLock", LockMode::RowExclusive),
    ("ShareUpdateExclusiveLock", LockMode::ShareUpdateExclusive),
    ("ShareLock", LockMode::Share),
    ("ShareRowExclusiveLock", LockMode::ShareRowExclusive),
    ("ExclusiveLock", LockMode::Exclusive),
    ("AccessExclusiveLock", LockMode::AccessExclusive),
];

struct Sample {
    form: &'static str,
    since: u32,
    setup: &'static str,
    statement: &'static str,
}

/// The stage, and the samples.
fn samples() -> (&'static str, Vec<Sample>) {
    let mut sections = SAMPLES.split("\n== ").skip(1).filter_map(|section| section.split_once('\n'));
    let (_, stage) = sections.next().expect("the stage");
    let sample = |(head, text): (&'static str, &'static str)| {
        let (form, since) = head.split_once(' ').unwrap_or((head, "13"));
        let at = text.find("--\n").expect("a statement");
        let (setup, statement) = (&text[..at], text[at + 3..].trim());
        Sample { form, since: since.parse().expect("a major"), setup, statement }
    };
    (stage, sections.map(sample).collect())
}

/// The oids of both tables; 0 where one is missing.
type Tables = (String, String);

async fn tables(session: &mut Session) -> Tables {
    let mut of = async |name: &str| {
        let sql = format!("SELECT COALESCE(pg_catalog.to_regclass('public.{name}')::oid, 0)::text");
        session.one(&sql).await.expect("an oid")
    };
    (of("t").await, of("o").await)
}

/// The strongest lock that a session holds on a table. Who only reads the definition is in nobody's way.
async fn lock(session: &mut Session, pid: i32, table: &str) -> Option<LockMode> {
    let sql = format!(
        "SELECT mode FROM pg_catalog.pg_locks WHERE locktype = 'relation' AND granted AND pid = {pid} \
         AND relation = {table} AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())"
    );
    let rows = session.fetch(&sql).await.expect("pg_locks");
    let modes = rows
        .iter()
        .flatten()
        .flatten()
        .map(|mode| MODES.iter().find(|(name, _)| name == mode).unwrap_or_else(|| panic!("{mode}")).1);
    modes.max().filter(|mode| *mode > LockMode::AccessShare)
}

/// The files of both tables, those of their indexes, and how many of their rows were read in this
/// transaction.
async fn seen(session: &mut Session, (t, o): &Tables) -> (BTreeSet<String>, BTreeSet<String>, u64) {
    let files = async |session: &mut Session, sql: String| -> BTreeSet<String> {
        session.fetch(&sql).await.expect("files").into_iter().flatten().flatten().collect()
    };
    let of_tables = format!(
        "SELECT pg_catalog.pg_relation_filenode(oid)::text FROM pg_catalog.pg_class WHERE oid IN ({t}, {o})"
    );
    let of_indexes = format!(
        "SELECT pg_catalog.pg_relation_filenode(indexrelid)::text FROM pg_catalog.pg_index WHERE indrelid IN ({t}, {o})"
    );
    let read = format!(
        "SELECT (pg_catalog.pg_stat_get_xact_tuples_returned({t}) + pg_catalog.pg_stat_get_xact_tuples_returned({o}))::text"
    );
    let of_tables = files(session, of_tables).await;
    let of_indexes = files(session, of_indexes).await;
    let read = session.one(&read).await.expect("statistics").parse().expect("a number");
    (of_tables, of_indexes, read)
}

async fn staged(session: &mut Session, stage: &str, sample: &Sample) -> Result<(), String> {
    let sql = format!("DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n{stage}\n{}", sample.setup);
    session.run(&sql).await.map_err(|error| format!("setup: {error}"))
}

/// What a statement does in a transaction that is rolled back.
async fn measured(session: &mut Session, sample: &Sample) -> Result<Facts, String> {
    let pid = session.pid().await.expect("a pid");
    let tables = tables(session).await;
    session.run("BEGIN").await.expect("begun");
    let (files, indexes, read) = seen(session, &tables).await;
    if let Err(error) = session.run(sample.statement).await {
        session.run("ROLLBACK").await.expect("rolled back");
        return Err(error.to_string());
    }
    let mode = lock(session, pid, &tables.0).await;
    let other = lock(session, pid, &tables.1).await;
    let (files_then, indexes_then, read_then) = seen(session, &tables).await;
    session.run("ROLLBACK").await.expect("rolled back");
    let reads_all = read_then - read >= ROWS;
    let work = match () {
        () if files_then.difference(&files).next().is_some() => Work::Rewrite,
        () if indexes_then.difference(&indexes).next().is_some() && reads_all => Work::IndexBuild,
        () if reads_all => Work::Scan,
        () => Work::Catalog,
    };
    Ok(Facts { mode, other, work })
}

/// What a statement does that refuses a transaction: seen while it waits for a writer.
async fn measured_waiting(
    mut session: Session,
    writer: &mut Session,
    sample: &Sample,
) -> Result<(Session, Facts), String> {
    let pid = session.pid().await.expect("a pid");
    let tables = tables(writer).await;
    let (_, indexes, _) = seen(writer, &tables).await;
    writer.run("BEGIN; LOCK TABLE public.t IN ROW EXCLUSIVE MODE").await.expect("locked");
    let statement = sample.statement.to_owned();
    let waiting = tokio::spawn(async move {
        let done = session.run(&statement).await;
        (session, done)
    });
    let until = Instant::now() + Duration::from_secs(20);
    let is_waiting = format!(
        "SELECT pg_catalog.count(*)::text FROM pg_catalog.pg_locks WHERE pid = {pid} AND NOT granted"
    );
    while writer.one(&is_waiting).await.expect("pg_locks") == "0" {
        if Instant::now() > until || waiting.is_finished() {
            writer.run("ROLLBACK").await.expect("rolled back");
            return Err("does not wait for a writer".to_owned());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let mode = lock(writer, pid, &tables.0).await;
    let other = lock(writer, pid, &tables.1).await;
    writer.run("COMMIT").await.expect("committed");
    let (session, done) = waiting.await.expect("no panic");
    done.map_err(|error| error.to_string())?;
    let (_, indexes_then, _) = seen(writer, &tables).await;
    let work = match indexes_then.difference(&indexes).next() {
        Some(_) => Work::IndexBuild,
        None => Work::Catalog,
    };
    Ok((session, Facts { mode, other, work }))
}

/// What is not as the planner believes.
async fn wrong_on(major: u32) -> Vec<String> {
    let connection = testing::maintenance_of(major);
    let mut session = testing::open(&connection).await.expect("open");
    session.run("CREATE DATABASE forms").await.expect("created");
    session.run("SET allow_in_place_tablespaces = on").await.expect("set");
    session.run("CREATE TABLESPACE elsewhere LOCATION ''").await.expect("created");
    let connection = connection.with_database("forms");
    let mut session = testing::open(&connection).await.expect("open");
    let mut writer = testing::open(&connection).await.expect("open");
    session.run("SET client_min_messages = error").await.expect("set");
    let (stage, samples) = samples();
    let mut wrong = Vec::new();
    for sample in samples.iter().filter(|sample| sample.since <= major) {
        let form = Form::ALL.iter().find(|form| format!("{form:?}") == sample.form);
        let Some(form) = form else {
            wrong.push(format!("{major}: there is no form {}", sample.form));
            continue;
        };
        let measured = match staged(&mut session, stage, sample).await {
            Err(error) => Err(error),
            Ok(()) if sample.statement.contains("CONCURRENTLY") => {
                match measured_waiting(session, &mut writer, sample).await {
                    Ok((back, facts)) => {
                        session = back;
                        Ok(facts)
                    }
                    Err(error) => {
                        session = testing::open(&connection).await.expect("open");
                        Err(error)
                    }
                }
            }
            Ok(()) => measured(&mut session, sample).await,
        };
        let believed = form.facts();
        match measured {
            Ok(facts) if facts == believed => {}
            Ok(facts) => {
                wrong.push(format!("{major}: {}\n  is {facts:?}\n  believed {believed:?}", sample.statement))
            }
            Err(error) => wrong.push(format!("{major}: {}: {error}", sample.statement)),
        }
    }
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_lock_and_work_as_believed() {
    let mut wrong = Vec::new();
    for on_major in MAJORS.map(|major| tokio::spawn(wrong_on(major))) {
        wrong.extend(on_major.await.expect("no panic"));
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_form_has_a_sample() {
    let (_, samples) = samples();
    for form in Form::ALL {
        assert!(samples.iter().any(|sample| sample.form == format!("{form:?}")), "{form:?} has no sample");
    }
}
