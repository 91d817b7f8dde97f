//! Other sessions in the way: locks that time out and are tried again, poolers, replicas.

mod support;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use support::binary::Said;
use support::cluster::{PASSWORD, USER, cluster};
use support::workspace::Workspace;

/// A session of psql that holds a lock on a table for some seconds.
fn hold(workspace: &Workspace, seconds: u32) -> Child {
    let holder = Command::new("psql")
        .args(["-XqAt", "-h", "127.0.0.1", "-U", USER, "-d", &workspace.staging.name, "-c"])
        .arg(format!("begin; lock table a in access exclusive mode; select pg_sleep({seconds}); commit"))
        .env("PGPASSWORD", PASSWORD)
        .env("PGPORT", workspace.staging.port.to_string())
        .env("PGAPPNAME", "nightly job")
        .stdout(Stdio::null())
        .spawn()
        .expect("psql");
    let end = Instant::now() + Duration::from_secs(20);
    while workspace.staging.sql("select count(*) from pg_locks where relation = 'a'::regclass and granted")
        == "0"
    {
        assert!(Instant::now() < end, "psql did not take the lock");
        std::thread::sleep(Duration::from_millis(20));
    }
    holder
}

/// Ends the session of [`hold`].
fn release(workspace: &Workspace) {
    let sql = format!(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity \
         where datname = '{}' and application_name = 'nightly job'",
        workspace.staging.name
    );
    cluster().psql("postgres", &sql);
}

fn locked() -> Workspace {
    let workspace = Workspace::empty();
    workspace.write("migrations/001_a.sql", "create table a (a int);\n");
    workspace.expect(0, &["apply", "--environment", "staging"]);
    workspace.write("migrations/002_b.sql", "create table b (b int);\nalter table a add column c int;\n");
    workspace
}

#[test]
fn a_lock_in_the_way_is_waited_for_with_short_tries_and_its_holder_is_named() {
    let workspace = locked();
    workspace.write("lockstep.yml", "version: 1\napply: {lock_timeout: 200ms, retries: 20}\n");
    let mut holder = hold(&workspace, 60);
    let mut command = workspace.command(&["apply", "--environment", "staging"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
    let mut log = String::new();
    let mut lines = BufReader::new(child.stderr.take().expect("piped"));
    // The lock is let go when the run has said that it tries again.
    while !log.contains("a lock was not granted within 200ms; try 1 of 20") {
        assert!(lines.read_line(&mut log).expect("the log") > 0, "it never tried again: {log}");
    }
    release(&workspace);
    let _ = holder.wait();
    lines.read_to_string(&mut log).expect("the log");
    let said: Said = child.wait_with_output().expect("output").into();
    assert_eq!(said.code, 0, "{}{log}", said.all());
    assert!(said.stdout.contains("apply-blocked") && said.stdout.contains("nightly job"), "{}", said.all());
    assert_eq!(workspace.staging.sql("select count(*) from lockstep.migrations"), "2");
}

#[test]
fn a_lock_that_stays_ends_the_run_with_nothing_kept() {
    let workspace = locked();
    workspace.write("lockstep.yml", "version: 1\napply: {lock_timeout: 100ms, retries: 1}\n");
    let mut holder = hold(&workspace, 60);
    let said = workspace.expect(5, &["apply", "--environment", "staging"]);
    release(&workspace);
    let _ = holder.wait();
    assert!(said.stdout.contains("002_b.sql:2"), "{}", said.all());
    assert!(said.stdout.contains("rolled back"), "{}", said.all());
    assert_eq!(workspace.staging.sql("select to_regclass('b') is null"), "t");
    workspace.expect(0, &["apply", "--environment", "staging"]);
}

#[test]
fn a_native_tool_that_holds_its_own_lock_is_waited_for() {
    let workspace = Workspace::empty();
    workspace.write("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");
    workspace.write("prisma/migrations/20240101000000_a/migration.sql", "create table a (a int);\n");
    workspace.write("lockstep.yml", "version: 1\napply: {wait_for_lock: 300ms}\n");
    let mut native = Command::new("psql")
        .args(["-XqAt", "-h", "127.0.0.1", "-U", USER, "-d", &workspace.staging.name, "-c"])
        .arg("select pg_advisory_lock(72707369), pg_sleep(60)")
        .env("PGPASSWORD", PASSWORD)
        .env("PGPORT", workspace.staging.port.to_string())
        .env("PGAPPNAME", "nightly job")
        .stdout(Stdio::null())
        .spawn()
        .expect("psql");
    let end = Instant::now() + Duration::from_secs(20);
    let held = "select count(*) from pg_locks where locktype = 'advisory' and objid = 72707369";
    while workspace.staging.sql(held) == "0" {
        assert!(Instant::now() < end, "psql did not take the lock");
        std::thread::sleep(Duration::from_millis(20));
    }
    let said = workspace.expect(6, &["apply", "--environment", "staging"]);
    assert!(said.stdout.contains("lock-held") && said.stdout.contains("nightly job"), "{}", said.all());
    release(&workspace);
    let _ = native.wait();
    workspace.expect(0, &["apply", "--environment", "staging"]);
}

/// PgBouncer in transaction mode in front of the test server; `None` where it is not installed.
struct Bouncer {
    process: Child,
    port: u16,
    _dir: tempfile::TempDir,
}

impl Bouncer {
    fn start() -> Option<Self> {
        let program = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/opt/homebrew/bin/pgbouncer"]
            .into_iter()
            .find(|path| fs::metadata(path).is_ok())?;
        let dir = tempfile::tempdir_in("/tmp").expect("a folder");
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).expect("permissions");
        let port =
            std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("addr").port();
        let users = dir.path().join("users");
        fs::write(&users, format!("\"{USER}\" \"{PASSWORD}\"\n")).expect("users");
        let ini = dir.path().join("pgbouncer.ini");
        fs::write(
            &ini,
            format!(
                "[databases]\n* = host=127.0.0.1 port={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
                 unix_socket_dir =\nauth_type = scram-sha-256\nauth_file = {}\npool_mode = transaction\n\
                 default_pool_size = 1\n",
                cluster().port,
                users.display()
            ),
        )
        .expect("ini");
        let mut command = Command::new(program);
        // It refuses root, as the server does.
        let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let ids = passwd.lines().find(|line| line.starts_with("postgres:")).and_then(|line| {
            let mut fields = line.split(':').skip(2);
            Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
        });
        let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
        if let (true, Some((uid, gid))) = (root, ids) {
            command.uid(uid).gid(gid);
        }
        let process =
            command.arg(&ini).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("pgbouncer");
        let end = Instant::now() + Duration::from_secs(10);
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < end, "pgbouncer does not listen");
            std::thread::sleep(Duration::from_millis(30));
        }
        Some(Self { process, port, _dir: dir })
    }
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_pooler_in_transaction_mode_is_read_through_and_never_written_through() {
    let bouncer = Bouncer::start().expect("pgbouncer (script/bootstrap installs it)");
    let mut workspace = Workspace::empty();
    workspace.write("migrations/001_a.sql", "create table a (a int);\n");
    let direct = workspace.staging.url();
    let pooled = direct.replace(&format!(":{}/", cluster().port), &format!(":{}/", bouncer.port));
    workspace.variables.insert("STAGING_DATABASE_URL".to_owned(), pooled);
    workspace.expect(0, &["status"]);
    // The session that the pooler gives to the application next is as it was.
    let output = Command::new("psql")
        .args(["-XqAt", "-h", "127.0.0.1", "-U", USER, "-d", &workspace.staging.name])
        .args(["-c", "create table written_by_the_application (a int)"])
        .args(["-c", "drop table written_by_the_application"])
        .env("PGPASSWORD", PASSWORD)
        .env("PGPORT", bouncer.port.to_string())
        .output()
        .expect("psql");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = workspace.expect(6, &["apply", "--environment", "staging"]);
    assert!(said.stdout.contains("pooler") && said.stdout.contains("direct_url"), "{}", said.all());
    assert_eq!(workspace.staging.sql("select to_regclass('a') is null"), "t");
    assert_eq!(
        // Other tests hold theirs in other databases of the same server.
        workspace.staging.sql(
            "select count(*) from pg_locks l join pg_database d on d.oid = l.database \
             where locktype = 'advisory' and datname = current_database()"
        ),
        "0",
        "a lock stays with the pooler's session"
    );
    workspace.variables.insert("STAGING_DIRECT_URL".to_owned(), direct);
    workspace.expect(0, &["apply", "--environment", "staging"]);
    let said = workspace.expect(0, &["verify", "--environment", "staging"]);
    assert!(said.stdout.contains("no drift"), "{}", said.all());
    workspace.expect(0, &["deploy"]);
}
