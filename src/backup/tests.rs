//! Backups of a real server, end to end.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::manifest::list;
use super::*;
use crate::db::cancel::{self, Cancel};
use crate::db::{Session, testing};
use crate::model::connection::Connection;
use crate::model::progress::{Observer, Progress};

struct Silent;

impl Observer for Silent {
    fn observe(&self, _: Progress) {}
}

/// A schema with the things that dumps are known to change or to stumble over.
const SCHEMA: &str = r#"
CREATE EXTENSION pgcrypto;
CREATE TYPE status AS ENUM ('draft', 'live');
CREATE TABLE "we""ird.name" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text DEFAULT 'a''b');
CREATE TABLE article (
    id serial PRIMARY KEY,
    kind varchar(10) NOT NULL CHECK (kind IN ('long', 'short')),
    status status NOT NULL DEFAULT 'draft',
    length int NOT NULL,
    twice int GENERATED ALWAYS AS (length * 2) STORED
);
CREATE INDEX ON article (lower(kind)) WHERE kind IN ('long', 'short');
CREATE VIEW live_article AS SELECT * FROM article WHERE status = 'live' AND kind IN ('long', 'short');
CREATE TABLE event (at date NOT NULL, what text) PARTITION BY RANGE (at);
CREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE event_2026 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
ALTER TABLE article ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON article FOR SELECT USING (kind IN ('long', 'short'));
INSERT INTO article (kind, length) SELECT 'long', n FROM generate_series(1, 500) n;
INSERT INTO "we""ird.name" (note) VALUES ('x'), (NULL);
INSERT INTO event VALUES ('2025-06-01', 'a'), ('2026-06-01', 'b'), ('2026-07-01', 'c');
"#;

fn tools() -> Tools {
    let installed = fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed");
    let installed: Vec<(PathBuf, u32, String)> = installed
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            Some((entry.path().join("bin"), name.parse().ok()?, name))
        })
        .collect();
    choose(&installed, 15).expect("tools")
}

async fn source(sql: &str) -> Connection {
    let connection = testing::database().await;
    run(&connection, sql).await;
    connection
}

async fn run(connection: &Connection, sql: &str) {
    testing::open(connection).await.unwrap().run(sql).await.unwrap();
}

/// A backup of everything in `connection`.
struct Case<'a> {
    connection: &'a Connection,
    dir: &'a Path,
    format: Format,
    schema_only: bool,
    without_schemas: &'a [String],
}

impl Case<'_> {
    async fn take(&self, cancel: &Cancel) -> Result<Stored, BackupError> {
        let mut session: Session = testing::open(self.connection).await.unwrap();
        let server = session.inspect(None).await.unwrap().server;
        let request = BackupRequest {
            environment: "production",
            connection: self.connection,
            server: &server,
            tools: &tools(),
            dir: self.dir,
            format: self.format,
            schema_only: self.schema_only,
            without_schemas: self.without_schemas,
        };
        take(&request, session, &Silent, cancel).await
    }
}

async fn taken(connection: &Connection, dir: &Path, format: Format) -> Stored {
    Case { connection, dir, format, schema_only: false, without_schemas: &[] }
        .take(&Cancel::new())
        .await
        .unwrap()
}

async fn proof(backup: &mut Stored, level: Level) -> Result<Proof, BackupError> {
    let scratch = testing::database().await;
    prove(backup, &scratch, level, &tools(), 2, &Silent, &Cancel::new()).await
}

#[tokio::test]
async fn both_formats_restore_to_what_was_dumped() {
    let connection = source(SCHEMA).await;
    run(&connection, "CREATE ROLE backup_owner; CREATE ROLE backup_reader").await;
    run(&connection, "ALTER TABLE event OWNER TO backup_owner; GRANT SELECT ON article TO backup_reader")
        .await;
    let dir = tempfile::tempdir().unwrap();
    for format in [Format::Custom, Format::Directory { jobs: 2 }] {
        let mut backup = taken(&connection, dir.path(), format).await;
        let manifest = &backup.manifest;
        assert_eq!(manifest.rows.values().sum::<u64>(), 505, "{:?}", manifest.rows);
        assert_eq!(manifest.rows["public.event_2026"], 2);
        assert_eq!(manifest.rows[r#""public"."we""ird.name""#], 2);
        assert!(!manifest.rows.contains_key("public.event"), "{:?}", manifest.rows);
        assert!(manifest.snapshot_lsn.is_some() && manifest.proved.is_none());
        assert!(manifest.dump_tool.starts_with("pg_dump (PostgreSQL)"), "{}", manifest.dump_tool);
        for level in [Level::Schema, Level::Full] {
            let proof = proof(&mut backup, level).await.unwrap();
            assert!(proof.is_proven(), "{format:?} {level:?}: {proof:#?}");
        }
        assert_eq!(Stored::open(&backup.path).unwrap().manifest.proved.as_deref(), Some("full"));
    }
    let all = list(dir.path(), "production").unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(newest_proven(dir.path(), "production").unwrap().as_ref(), all.last());
    assert_eq!(locate(dir.path(), "production", "latest").unwrap().path, all[1].path);
}

#[tokio::test]
async fn a_schema_only_backup_is_proved_as_one() {
    let connection = source(SCHEMA).await;
    let dir = tempfile::tempdir().unwrap();
    let case = Case {
        connection: &connection,
        dir: dir.path(),
        format: Format::Custom,
        schema_only: true,
        without_schemas: &[],
    };
    let mut backup = case.take(&Cancel::new()).await.unwrap();
    assert!(backup.manifest.rows.is_empty());
    assert!(proof(&mut backup, Level::Full).await.unwrap().is_proven());
    assert_eq!(backup.manifest.proved.as_deref(), Some("schema"));
}

#[tokio::test]
async fn schemas_that_are_left_out_are_not_missed() {
    let sql = r#"CREATE SCHEMA "The ""Managed"; CREATE TABLE "The ""Managed".t (a int);
                 CREATE SCHEMA kept; CREATE TABLE kept.t (a int); INSERT INTO kept.t VALUES (1)"#;
    let connection = source(sql).await;
    let dir = tempfile::tempdir().unwrap();
    let without_schemas = ["The*".to_owned()];
    let case = Case {
        connection: &connection,
        dir: dir.path(),
        format: Format::Custom,
        schema_only: false,
        without_schemas: &without_schemas,
    };
    let mut backup = case.take(&Cancel::new()).await.unwrap();
    assert_eq!(backup.manifest.rows.keys().collect::<Vec<_>>(), ["kept.t"]);
    let proof = proof(&mut backup, Level::Full).await.unwrap();
    assert!(proof.is_proven(), "{proof:#?}");
}

#[tokio::test]
async fn a_twin_that_differs_is_no_proof() {
    let connection = source("CREATE TABLE t (a int); INSERT INTO t VALUES (1)").await;
    let dir = tempfile::tempdir().unwrap();
    let mut backup = taken(&connection, dir.path(), Format::Custom).await;
    let scratch = source("CREATE TABLE extra (a int)").await;
    let no_more = Cancel::new();
    let proof = prove(&mut backup, &scratch, Level::Full, &tools(), 1, &Silent, &no_more).await.unwrap();
    let paths: Vec<String> = proof.changes.iter().map(|change| change.key.path()).collect();
    assert_eq!(paths, ["public.extra"]);
    assert_eq!(backup.manifest.proved, None);
}

#[tokio::test]
async fn a_damaged_file_is_found_before_anything_is_restored() {
    let connection = source("CREATE TABLE t (a int)").await;
    let dir = tempfile::tempdir().unwrap();
    let mut backup = taken(&connection, dir.path(), Format::Custom).await;
    let dump = backup.path.join("database.dump");
    let mut bytes = fs::read(&dump).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&dump, bytes).unwrap();
    let error = proof(&mut backup, Level::Schema).await.unwrap_err();
    assert!(matches!(error, BackupError::Damaged { .. }), "{error}");
    assert!(error.to_string().contains("SHA-256"), "{error}");
}

#[tokio::test]
async fn a_dump_that_does_not_load_says_why() {
    let connection = source(
        "CREATE TYPE weight AS (grams int);
         CREATE FUNCTION grams(n int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT (ROW(n)::weight).grams $$;
         CREATE TABLE t (n int, g int GENERATED ALWAYS AS (grams(n)) STORED)",
    )
    .await;
    let dir = tempfile::tempdir().unwrap();
    let mut backup = taken(&connection, dir.path(), Format::Custom).await;
    let error = proof(&mut backup, Level::Schema).await.unwrap_err().to_string();
    assert!(error.contains(r#"type "weight" does not exist"#), "{error}");
    assert!(error.contains("empty search path"), "{error}");
    assert_eq!(Stored::open(&backup.path).unwrap().manifest.proved, None);
}

#[tokio::test]
async fn restores_only_into_an_empty_database() {
    let connection = source(SCHEMA).await;
    let dir = tempfile::tempdir().unwrap();
    let backup = taken(&connection, dir.path(), Format::Custom).await;
    let restore = async |target: &Connection, jobs: u32, is_environment: Option<&str>| {
        let request = RestoreRequest { backup: &backup, target, is_environment, tools: &tools(), jobs };
        restore_into(&request, &Silent, &Cancel::new()).await
    };
    for jobs in [1, 2] {
        let target = testing::database().await;
        let restored = restore(&target, jobs, None).await.unwrap();
        assert!(restored.is_equal(), "{restored:#?}");
        assert_eq!((restored.total_rows, restored.without_owners.clone()), (505, None));
        let error = restore(&target, jobs, None).await.unwrap_err();
        assert!(matches!(error, BackupError::Refused { .. }), "{error}");
    }
    for sql in ["CREATE SCHEMA app", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"] {
        let error = restore(&source(sql).await, 1, None).await.unwrap_err();
        assert!(matches!(error, BackupError::Refused { .. }), "{sql}: {error}");
    }
    let empty = testing::database().await;
    let error = restore(&empty, 1, Some("staging")).await.unwrap_err().to_string();
    assert!(error.contains("the database of staging"), "{error}");
}

/// Waits until pg_dump hangs at a table that somebody has locked.
async fn dump_hangs(connection: &Connection) {
    let mut session = testing::open(connection).await.unwrap();
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                   AND application_name = 'pg_dump' AND wait_event_type = 'Lock'";
    let started = Instant::now();
    while session.one(waiting).await.unwrap() == "0" {
        assert!(started.elapsed() < Duration::from_secs(10), "pg_dump never came");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Ids and command lines of the processes whose command line holds `word`.
fn processes_with(word: &str) -> Vec<(i32, String)> {
    let processes = fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| {
        let id = entry.file_name().to_str()?.parse().ok()?;
        Some((id, String::from_utf8_lossy(&fs::read(entry.path().join("cmdline")).ok()?).into_owned()))
    });
    processes.filter(|(_, line)| line.contains(word)).collect()
}

#[tokio::test]
async fn an_interrupted_dump_leaves_nothing_and_shows_no_password() {
    let connection = source("CREATE TABLE t (a int)").await;
    let over_tcp = testing::over_tcp(&connection, "postgres", testing::PASSWORD);
    let dir = tempfile::tempdir().unwrap();
    for format in [Format::Custom, Format::Directory { jobs: 2 }] {
        let mut blocker = testing::open(&connection).await.unwrap();
        blocker.run("BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE").await.unwrap();
        let cancel = Cancel::new();
        let case =
            Case { connection: &over_tcp, dir: dir.path(), format, schema_only: false, without_schemas: &[] };
        let interrupt = async {
            dump_hangs(&connection).await;
            assert!(!processes_with("pg_dump").is_empty());
            assert_eq!(processes_with(testing::PASSWORD), []);
            cancel.set(cancel::Signal::Interrupt);
            Instant::now()
        };
        let (outcome, asked) = tokio::join!(case.take(&cancel), interrupt);
        assert!(matches!(outcome, Err(BackupError::Cancelled)), "{outcome:?}");
        assert!(asked.elapsed() < Duration::from_secs(5));
        let left: Vec<_> = fs::read_dir(dir.path().join("production")).unwrap().collect();
        assert!(left.is_empty(), "{left:?}");
        blocker.run("ROLLBACK").await.unwrap();
    }
}

#[tokio::test]
async fn a_dump_that_fails_leaves_nothing() {
    let connection = source("CREATE TABLE t (a int)").await;
    let dir = tempfile::tempdir().unwrap();
    let wrong = testing::over_tcp(&connection, "postgres", "wrong");
    let mut session = testing::open(&connection).await.unwrap();
    let server = session.inspect(None).await.unwrap().server;
    let request = BackupRequest {
        environment: "production",
        connection: &wrong,
        server: &server,
        tools: &tools(),
        dir: dir.path(),
        format: Format::Custom,
        schema_only: false,
        without_schemas: &[],
    };
    let error = take(&request, session, &Silent, &Cancel::new()).await.unwrap_err().to_string();
    assert!(error.contains("password"), "{error}");
    assert!(!error.contains("wrong\""), "{error}");
    assert!(fs::read_dir(dir.path().join("production")).unwrap().next().is_none());
}

#[tokio::test]
async fn a_dump_that_is_killed_leaves_nothing_that_looks_complete() {
    let connection = source("CREATE TABLE t (a int)").await;
    let dir = tempfile::tempdir().unwrap();
    let mut blocker = testing::open(&connection).await.unwrap();
    blocker.run("BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let format = Format::Directory { jobs: 1 };
    let case =
        Case { connection: &connection, dir: dir.path(), format, schema_only: false, without_schemas: &[] };
    let kill = async {
        dump_hangs(&connection).await;
        let found = processes_with(dir.path().to_str().unwrap());
        let [(id, _)] = found.as_slice() else { panic!("one pg_dump: {found:?}") };
        kill_process(Pid::from_raw(*id).unwrap(), Signal::KILL).unwrap();
    };
    let cancel = Cancel::new();
    let (outcome, ()) = tokio::join!(case.take(&cancel), kill);
    let error = outcome.unwrap_err().to_string();
    assert!(error.contains("killed by signal 9"), "{error}");
    assert_eq!(list(dir.path(), "production").unwrap(), []);
    assert!(fs::read_dir(dir.path().join("production")).unwrap().next().is_none());
}

#[tokio::test]
async fn missing_roles_are_made_on_scratch_and_done_without_elsewhere() {
    let connection = source("CREATE TABLE t (a int)").await;
    run(&connection, "CREATE ROLE gone; ALTER TABLE t OWNER TO gone; GRANT SELECT ON t TO PUBLIC").await;
    let dir = tempfile::tempdir().unwrap();
    let mut backup = taken(&connection, dir.path(), Format::Custom).await;
    run(&connection, "DROP OWNED BY gone; DROP ROLE gone").await;
    let target = testing::database().await;
    let request =
        RestoreRequest { backup: &backup, target: &target, is_environment: None, tools: &tools(), jobs: 1 };
    let restored = restore_into(&request, &Silent, &Cancel::new()).await.unwrap();
    assert!(restored.without_owners.as_deref().is_some_and(|reason| reason.contains("gone")), "{restored:?}");
    assert!(restored.is_equal(), "{restored:#?}");
    let proof = proof(&mut backup, Level::Full).await.unwrap();
    assert!(proof.is_proven(), "{proof:#?}");
}
