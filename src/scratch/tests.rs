//! The real thing: servers are started, used and killed here.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::prelude::Prelude;
use super::*;
use crate::db::Session;
use crate::model::progress::Progress;

struct Silent;

impl Observer for Silent {
    fn observe(&self, _: Progress) {}
}

async fn start() -> Scratch {
    Scratch::start(&ScratchOptions::default(), &Silent).await.expect("a scratch server")
}

async fn open(connection: &Connection) -> Session {
    db::connect(connection, "lockstep test", Access::Write).await.expect("a session")
}

async fn value(connection: &Connection, sql: &str) -> String {
    open(connection).await.one(sql).await.expect("a value")
}

#[tokio::test]
async fn two_servers_side_by_side_have_fresh_databases_and_leave_nothing() {
    let (one, two) = tokio::join!(start(), start());
    let a = one.create_database().await.expect("made");
    let b = one.create_database().await.expect("made");
    let c = two.create_database().await.expect("made");
    open(&a).await.run("CREATE TABLE t (a int)").await.expect("created");
    for other in [&b, &c] {
        assert_eq!(value(other, "SELECT count(*) FROM pg_class WHERE relname = 't'").await, "0");
    }
    let tables = "SELECT count(*)::text FROM pg_class c, LATERAL (SELECT pg_relation_size(c.oid)) AS size";
    assert_ne!(value(&b, tables).await, "0", "every relation's file is there");
    assert_eq!(value(&a, "SHOW server_encoding").await, "UTF8");
    assert_eq!(value(&a, "SHOW listen_addresses").await, "");
    assert!(value(&a, "SHOW server_version").await.starts_with(&one.major().to_string()));
    assert_ne!(a.host, c.host);
    one.stop().await.expect("stopped");
    two.stop().await.expect("stopped");
    assert!(!Path::new(&a.host).exists() && !Path::new(&c.host).exists());
}

/// Set for the child processes below: which part of this test they play.
const PART: &str = "LOCKSTEP_TEST_PART";

/// This test binary again, running `part` only, as a process that can be killed or run as somebody
/// else.
fn child(part: &str, home: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this test"));
    command
        .args(["--exact", "scratch::tests::part_of_a_child_process", "--nocapture"])
        .env(PART, part)
        .env("HOME", home)
        .env_remove("XDG_CACHE_HOME")
        .stdin(Stdio::null());
    command
}

/// Not a test by itself: what the children started by the tests below do.
#[tokio::test]
async fn part_of_a_child_process() {
    let part = std::env::var(PART).unwrap_or_default();
    if part.is_empty() {
        return;
    }
    let begin = Instant::now();
    let scratch = start().await;
    let started = begin.elapsed();
    let connection = scratch.create_database().await.expect("made");
    assert_eq!(value(&connection, "SELECT 1").await, "1");
    // The parent reads this file instead of our output, which the test harness mixes with its own.
    let home = std::env::var("HOME").expect("set by the parent");
    std::fs::write(format!("{home}/started.new"), format!("{}\n{}", connection.host, started.as_millis()))
        .expect("written");
    std::fs::rename(format!("{home}/started.new"), format!("{home}/started")).expect("renamed");
    if part == "wait" {
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
    scratch.stop().await.expect("stopped");
}

/// The server's directory and its start in milliseconds, as the child wrote them.
fn started(home: &Path) -> Option<(String, u128)> {
    let text = std::fs::read_to_string(home.join("started")).ok()?;
    let (directory, millis) = text.split_once('\n')?;
    Some((directory.to_owned(), millis.parse().ok()?))
}

async fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begin.elapsed() < Duration::from_secs(30), "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Processes with `text` in their command line.
fn processes_with(text: &str) -> Vec<String> {
    let listed = Command::new("ps").args(["-eww", "-o", "pid=,args="]).output().expect("ps runs");
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    listed.lines().filter(|line| line.contains(text)).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_killed_run_leaves_neither_process_nor_directory() {
    let home = tempfile::tempdir().expect("a directory");
    let mut run = child("wait", home.path()).spawn().expect("started");
    let (directory, _) = eventually("the child's server", || started(home.path())).await;
    assert!(!processes_with(&directory).is_empty());
    run.kill().expect("SIGKILL sent");
    run.wait().expect("it was ours");
    eventually("the directory is removed", || (!Path::new(&directory).exists()).then_some(())).await;
    eventually("the processes are gone", || processes_with(&directory).is_empty().then_some(())).await;
}

#[tokio::test]
async fn a_run_killed_while_it_prepares_the_server_leaves_nothing_either() {
    let home = tempfile::tempdir().expect("a directory");
    // Like /tmp: the account that root's server runs as must be able to remove it here.
    std::fs::set_permissions(home.path(), std::os::unix::fs::PermissionsExt::from_mode(0o1777)).expect("set");
    let directory = || {
        let entries = home.path().read_dir().expect("there").map(|entry| entry.expect("read").path());
        entries.into_iter().find(|path| path.to_string_lossy().contains("lockstep-scratch-"))
    };
    let mut run = child("wait", home.path()).env("TMPDIR", home.path()).spawn().expect("started");
    eventually("initdb at work", || directory().filter(|path| path.join("data/base").exists())).await;
    run.kill().expect("SIGKILL sent");
    run.wait().expect("it was ours");
    assert!(started(home.path()).is_none(), "killed in the middle");
    eventually("the directory is removed", || directory().is_none().then_some(())).await;
}

#[tokio::test]
async fn the_second_start_copies_what_the_first_one_made() {
    let home = tempfile::tempdir().expect("a directory");
    let mut times = Vec::new();
    for _ in 0..2 {
        let status = child("stop", home.path()).stdout(Stdio::null()).status().expect("ran");
        assert!(status.success());
        times.push(started(home.path()).expect("written").1);
    }
    let kept = home.path().join(".cache/lockstep/scratch");
    let kept: Vec<_> = kept.read_dir().expect("a cache").map(|entry| entry.expect("read").path()).collect();
    assert_eq!(kept.len(), 1);
    assert!(times[1] < times[0], "first {} ms, then {} ms", times[0], times[1]);

    std::fs::write(kept[0].join("global/pg_control"), "damaged").expect("written");
    let status = child("stop", home.path()).stdout(Stdio::null()).status().expect("ran");
    assert!(status.success(), "a damaged template is replaced");
}

/// How containers run: a user id that no file knows. Only root can become one.
#[tokio::test]
async fn a_user_id_without_a_name_is_no_obstacle() {
    let home = tempfile::tempdir().expect("a directory");
    let us = std::os::unix::fs::MetadataExt::uid(&home.path().metadata().expect("there"));
    let mut run = child("stop", home.path());
    if us == 0 {
        std::os::unix::fs::chown(home.path(), Some(54321), Some(54321)).expect("given away");
        // The build directory may be closed to others.
        let program = home.path().join("test");
        std::fs::copy(std::env::current_exe().expect("this test"), &program).expect("copied");
        let arguments: Vec<_> = run.get_args().map(ToOwned::to_owned).collect();
        run = {
            let mut command = Command::new(program);
            command.args(arguments).env(PART, "stop").env("HOME", home.path()).uid(54321).gid(54321);
            command.env_remove("XDG_CACHE_HOME").stdin(Stdio::null()).current_dir("/");
            command
        };
    }
    let output = run.output().expect("ran");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(started(home.path()).is_some());
}

#[tokio::test]
async fn databases_of_an_external_server_are_dropped_and_old_ones_removed() {
    let server = start().await;
    let url = server.create_database().await.expect("made");
    let old = "lockstep_scratch_1700000000_0123456789abcdef";
    open(&url).await.run(&format!("CREATE DATABASE {old}")).await.expect("made");
    let options = ScratchOptions { url: Some(url.clone()), required_major: None };
    let scratch = Scratch::start(&options, &Silent).await.expect("usable");
    let made = scratch.create_database().await.expect("made");
    let ours = "SELECT string_agg(datname, ' ') FROM pg_database WHERE datname LIKE 'lockstep%'";
    assert_eq!(value(&url, ours).await, made.database);
    assert_eq!(scratch.major(), server.major());
    scratch.stop().await.expect("dropped");
    assert_eq!(value(&url, &format!("SELECT coalesce(({ours}), 'none')")).await, "none");
    server.stop().await.expect("stopped");
}

/// Migrations of a real Supabase project (`tests/fixtures/basejump`).
#[tokio::test]
async fn supabase_migrations_apply_after_the_prelude() {
    let server = start().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/basejump/supabase/migrations");
    let mut files: Vec<_> =
        folder.read_dir().expect("fixture").map(|file| file.expect("file").path()).collect();
    files.sort();
    assert_eq!(files.len(), 4);
    for _ in 0..2 {
        let connection = server.create_database().await.expect("made");
        prelude::apply(&connection, Prelude::Supabase).await.expect("prelude");
        prelude::apply(&connection, Prelude::User("CREATE TABLE mine (a int)")).await.expect("user's");
        let mut session = open(&connection).await;
        session
            .run("CREATE EXTENSION IF NOT EXISTS pg_graphql WITH SCHEMA graphql")
            .await
            .expect("stands in");
        for file in &files {
            let text = std::fs::read_to_string(file).expect("read");
            session.run(&text).await.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        }
        assert_eq!(session.one("SHOW search_path").await.expect("shown"), r#""$user", public, extensions"#);
    }
    server.stop().await.expect("stopped");
}

#[tokio::test]
async fn what_a_server_misses_is_recognised_in_its_own_words() {
    let server = start().await;
    let connection = server.create_database().await.expect("made");
    let mut session = open(&connection).await;
    let mut fails = async |sql: &str| session.run(sql).await.expect_err("it is missing");
    let role = fails(r#"CREATE TABLE t (); GRANT SELECT ON t TO "the app""#).await;
    let role = roles::missing_role(role.server().expect("the server's")).expect("named");
    assert_eq!(role, "the app");
    let extension = fails("CREATE EXTENSION vector_of_mine").await;
    let extension = extensions::missing_extension(extension.server().expect("the server's"));
    assert_eq!(extension.as_deref(), Some("vector_of_mine"));
    let names = [role, "it's".to_owned()];
    roles::create_roles(&mut session, &names).await.expect("created");
    roles::create_roles(&mut session, &names).await.expect("left as they are");
    session.run(r#"CREATE TABLE t (); GRANT SELECT ON t TO "the app", "it's""#).await.expect("granted");
    server.stop().await.expect("stopped");
}
