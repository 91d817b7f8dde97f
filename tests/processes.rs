//! What happens when runs are killed, interrupted, or meet each other.

mod support;

use std::fs;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use support::binary::Said;
use support::cluster::{PASSWORD, PASSWORD_IN_URL, cluster};
use support::workspace::Workspace;

/// A folder whose second migration keeps the server busy, but not the scratch server.
fn slow(seconds: u32) -> Workspace {
    let workspace = Workspace::empty();
    workspace.write("migrations/001_a.sql", "create table a (a int);\n");
    workspace.write(
        "migrations/002_slow.sql",
        &format!(
            "create table b (b int);\n\
             select pg_sleep({seconds}) where current_database() like 'staging%';\n\
             create table c (c int);\n"
        ),
    );
    workspace
}

fn start(workspace: &Workspace, args: &[&str]) -> Child {
    workspace.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs")
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < end, "waited a minute for: {what}");
        std::thread::sleep(Duration::from_millis(30));
    }
}

/// Whether a session of lockstep runs the slow statement in this database.
fn sleeping(database: &str) -> bool {
    let sql = format!(
        "select count(*) from pg_stat_activity where datname = '{database}' and state = 'active' \
         and query like '%pg_sleep%' and application_name like 'lockstep%'"
    );
    let output = cluster().psql("postgres", &sql);
    String::from_utf8_lossy(&output.stdout).trim() == "1"
}

fn signal(child: &Child, name: &str) {
    let done = std::process::Command::new("kill").args(["-s", name, &child.id().to_string()]).status();
    assert!(done.expect("kill").success());
}

fn finish(child: Child) -> Said {
    child.wait_with_output().expect("output").into()
}

#[test]
fn a_run_killed_in_the_middle_of_a_migration_leaves_a_true_history() {
    let workspace = slow(2);
    let child = start(&workspace, &["apply", "--environment", "staging"]);
    until("the slow statement", || sleeping(&workspace.staging.name));
    signal(&child, "KILL");
    finish(child);
    workspace.expect(0, &["apply", "--environment", "staging"]);
    assert_eq!(
        workspace.staging.sql("select string_agg(version, ' ' order by version) from lockstep.migrations"),
        "001 002"
    );
    assert_eq!(workspace.staging.sql("select to_regclass('c') is not null"), "t");
}

#[test]
fn an_interrupted_run_cancels_on_the_server_rolls_back_and_says_so() {
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        let workspace = slow(30);
        let child = start(&workspace, &["apply", "--environment", "staging"]);
        until("the slow statement", || sleeping(&workspace.staging.name));
        let asked = Instant::now();
        signal(&child, name);
        let said = finish(child);
        let took = asked.elapsed();
        assert!(took < Duration::from_secs(5), "SIG{name} took {took:?}");
        assert_eq!(said.code, code, "{}", said.all());
        assert!(said.stdout.contains("interrupted"), "{}", said.all());
        assert!(!sleeping(&workspace.staging.name), "the statement still runs on the server");
        assert_eq!(
            workspace.staging.sql("select to_regclass('a') is not null, to_regclass('b') is null"),
            "t|t"
        );
        assert_eq!(workspace.staging.sql("select count(*) from lockstep.migrations"), "1");
    }
}

#[test]
fn two_runs_at_once_apply_everything_once() {
    let workspace = slow(1);
    let first = start(&workspace, &["apply", "--environment", "staging"]);
    let second = start(&workspace, &["apply", "--environment", "staging"]);
    for said in [finish(first), finish(second)] {
        assert_eq!(said.code, 0, "{}", said.all());
    }
    assert_eq!(workspace.staging.sql("select count(*) from lockstep.migrations"), "2");
}

#[test]
fn a_run_that_may_not_wait_names_who_holds_the_lock() {
    let workspace = slow(4);
    workspace.write("lockstep.yml", "version: 1\napply: {wait_for_lock: 500ms}\n");
    let first = start(&workspace, &["apply", "--environment", "staging"]);
    until("the slow statement", || sleeping(&workspace.staging.name));
    let said = workspace.expect(6, &["apply", "--environment", "staging"]);
    assert!(said.stdout.contains("lock-held"), "{}", said.all());
    assert!(said.stdout.contains("lockstep apply"), "the holder is named: {}", said.all());
    assert_eq!(finish(first).code, 0);
}

#[test]
fn a_backup_killed_in_the_middle_is_no_backup_and_shows_no_password() {
    let workspace = Workspace::empty();
    workspace.write("migrations/001_a.sql", "create table a (a int);\ncreate table b (b int);\n");
    workspace.expect(0, &["deploy"]);
    // A lock that pg_dump must wait for holds the backup where it can be looked at. (The capture
    // before it takes no lock on a table without views.)
    let mut holder = std::process::Command::new("psql")
        .args(["-XqAt", "-h", "127.0.0.1", "-U", "owner", "-d", &workspace.production.name])
        .args(["-c", "begin; lock table a in access exclusive mode; select pg_sleep(600)"])
        .env("PGPASSWORD", PASSWORD)
        .env("PGPORT", workspace.production.port.to_string())
        .stdout(Stdio::null())
        .spawn()
        .expect("psql");
    let database = workspace.production.name.clone();
    let dumping = || {
        let sql = format!(
            "select count(*) from pg_stat_activity where datname = '{database}' and application_name = 'pg_dump' \
             and wait_event_type = 'Lock'"
        );
        String::from_utf8_lossy(&cluster().psql("postgres", &sql).stdout).trim() != "0"
    };
    let child = start(&workspace, &["backup", "--environment", "production", "--schema-only"]);
    until("pg_dump to wait for the lock", dumping);
    for entry in fs::read_dir("/proc").expect("/proc").flatten() {
        let Ok(line) = fs::read(entry.path().join("cmdline")) else { continue };
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        assert!(!line.contains(PASSWORD) && !line.contains(PASSWORD_IN_URL), "in the process list: {line}");
    }
    signal(&child, "KILL");
    finish(child);
    let release = format!(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}' and query like '%pg_sleep(600)%'"
    );
    cluster().psql("postgres", &release);
    let _ = holder.wait();
    let manifests = |workspace: &Workspace| {
        fs::read_dir(workspace.path().join("backups/production"))
            .map(|entries| {
                entries.flatten().filter(|entry| entry.path().join("manifest.json").exists()).count()
            })
            .unwrap_or(0)
    };
    let before = manifests(&workspace);
    workspace.expect(0, &["backup", "--environment", "production"]);
    assert_eq!(manifests(&workspace), before + 1);
    let left: Vec<String> = fs::read_dir(workspace.path().join("backups/production"))
        .expect("the backup folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("partial"))
        .collect();
    assert!(left.is_empty(), "left over: {left:?}");
}

#[test]
fn scratch_is_gone_after_a_crash() {
    let workspace = slow(20);
    let temp = tempfile::tempdir_in("/tmp").expect("a folder");
    fs::set_permissions(temp.path(), std::os::unix::fs::PermissionsExt::from_mode(0o777))
        .expect("permissions");
    workspace.write("migrations/002_slow.sql", "select pg_sleep(20);\n");
    let mut command = workspace.command(&["check"]);
    let mut child =
        command.env("TMPDIR", temp.path()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("run");
    let marker = temp.path().display().to_string();
    let servers = || {
        let mut found = 0;
        for entry in fs::read_dir("/proc").expect("/proc").flatten() {
            if let Ok(line) = fs::read(entry.path().join("cmdline")) {
                let line = String::from_utf8_lossy(&line).into_owned();
                found += usize::from(line.contains("postgres") && line.contains(&marker));
            }
        }
        found
    };
    until("a scratch server", || servers() > 0);
    std::thread::sleep(Duration::from_millis(500));
    signal(&child, "KILL");
    let _ = child.wait();
    until("the scratch server to be gone", || servers() == 0);
    until("its folder to be gone", || {
        fs::read_dir(temp.path())
            .expect("temp")
            .flatten()
            .all(|entry| !entry.path().join("PG_VERSION").exists() && !entry.path().join("data").exists())
    });
}

/// Interrupts a run at some point of it; it must end within five seconds, say so, and leave nothing.
fn interrupted(workspace: &Workspace, args: &[&str], at: &str, reached: impl FnMut() -> bool) -> Said {
    let temp = tempfile::tempdir_in("/tmp").expect("a folder");
    fs::set_permissions(temp.path(), std::os::unix::fs::PermissionsExt::from_mode(0o777))
        .expect("permissions");
    let mut command = workspace.command(args);
    let child = command
        .env("TMPDIR", temp.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    until(at, reached);
    let asked = Instant::now();
    signal(&child, "INT");
    let said = finish(child);
    assert!(asked.elapsed() < Duration::from_secs(5), "{at}: {:?}\n{}", asked.elapsed(), said.all());
    assert_eq!(said.code, 130, "{at}: {}", said.all());
    assert!(said.stdout.contains("interrupted"), "{at}: {}", said.all());
    let left: Vec<_> = fs::read_dir(temp.path()).expect("temp").flatten().map(|entry| entry.path()).collect();
    assert!(left.is_empty(), "{at}: left over {left:?}");
    said
}

/// How many sessions of these programs do something like this in a database.
fn sessions(database: &str, condition: &str) -> bool {
    let sql = format!(
        "select count(*) from pg_stat_activity where datname = '{database}' and pid <> pg_backend_pid() and {condition}"
    );
    String::from_utf8_lossy(&cluster().psql("postgres", &sql).stdout).trim() != "0"
}

#[test]
fn an_interrupt_during_the_replay_ends_the_scratch_server() {
    let workspace = Workspace::empty();
    workspace.write("migrations/001_slow.sql", "select pg_sleep(30);\n");
    // The scratch server speaks through a socket of its own; its sleeping backend is a process.
    let sleeping = || {
        fs::read_dir("/proc").expect("/proc").flatten().any(|entry| {
            let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
            let line = String::from_utf8_lossy(&line).into_owned();
            line.contains("scratch_1") && line.contains("SELECT")
        })
    };
    interrupted(&workspace, &["check"], "the replay", sleeping);
}

#[test]
fn an_interrupt_while_waiting_for_another_run_says_so() {
    let workspace = slow(20);
    let first = start(&workspace, &["apply", "--environment", "staging"]);
    until("the slow statement", || sleeping(&workspace.staging.name));
    let started = Instant::now();
    interrupted(&workspace, &["apply", "--environment", "staging"], "waiting for the lock", || {
        // It is past its own reading and asks for the lock again and again.
        started.elapsed() > Duration::from_secs(1)
            && sessions(&workspace.staging.name, "query like '%pg_try_advisory_lock%' and state = 'idle'")
    });
    signal(&first, "INT");
    assert_eq!(finish(first).code, 130);
}

#[test]
fn an_interrupt_during_the_backup_removes_what_was_written() {
    let workspace = Workspace::empty();
    workspace.write("migrations/001_a.sql", "create table a (a int);\n");
    workspace.expect(0, &["apply", "--environment", "production"]);
    let name = workspace.production.name.clone();
    let mut holder = std::process::Command::new("psql")
        .args(["-XqAt", "-h", "127.0.0.1", "-U", "owner", "-d", &name])
        .args(["-c", "begin; lock table a in access exclusive mode; select pg_sleep(600)"])
        .env("PGPASSWORD", PASSWORD)
        .env("PGPORT", workspace.production.port.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("psql");
    until("the lock", || sessions(&name, "query like '%pg_sleep(600)%' and state = 'active'"));
    interrupted(&workspace, &["backup", "--environment", "production", "--schema-only"], "the dump", || {
        sessions(&name, "application_name = 'pg_dump' and wait_event_type = 'Lock'")
    });
    until("pg_dump to be gone", || !sessions(&name, "application_name = 'pg_dump'"));
    let kept = fs::read_dir(workspace.path().join("backups/production")).expect("the backup folder");
    let partial = kept.flatten().filter(|entry| !entry.path().join("manifest.json").exists());
    assert_eq!(partial.map(|entry| entry.path()).filter(|path| path.is_dir()).count(), 0);
    let _ = holder.kill();
    let _ = holder.wait();
}

#[test]
fn an_interrupt_during_an_assertion_cancels_it() {
    let workspace = Workspace::empty();
    workspace.write("migrations/001_a.sql", "create table a (a int);\n");
    workspace.expect(0, &["apply", "--environment", "staging"]);
    workspace.write(
        "lockstep.yml",
        "version: 1\nchecks: [{name: slow, sql: \"select pg_sleep(30)\", expect: \"\", environments: [staging]}]\n",
    );
    let name = workspace.staging.name.clone();
    interrupted(&workspace, &["verify", "--environment", "staging"], "the assertion", || {
        sessions(&name, "query like '%pg_sleep%' and state = 'active' and application_name like 'lockstep%'")
    });
    until("the statement to be gone", || !sessions(&name, "query like '%pg_sleep%' and state = 'active'"));
}
