//! One PostgreSQL server per test process, with password logins over loopback, gone afterwards.

use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// The password of every login: long and odd, so that finding it anywhere proves a leak.
pub(crate) const PASSWORD: &str = "pa55-Wörd%7e/leak";
/// The same as a URL carries it.
pub(crate) const PASSWORD_IN_URL: &str = "pa55-W%C3%B6rd%257e%2Fleak";
pub(crate) const USER: &str = "owner";

/// A running server.
pub(crate) struct Cluster {
    pub(crate) port: u16,
    pub(crate) bin: PathBuf,
    _supervisor: Child,
}

/// The server of this test process, started at the first call.
pub(crate) fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| Cluster::start(&[]))
}

/// The newest PostgreSQL server binaries of this machine.
pub(crate) fn server_binaries() -> PathBuf {
    let mut majors: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .expect("PostgreSQL server binaries below /usr/lib/postgresql (script/bootstrap installs them)")
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let major = path.file_name()?.to_str()?.parse().ok()?;
            path.join("bin/initdb").exists().then(|| (major, path.join("bin")))
        })
        .collect();
    majors.sort();
    majors.pop().expect("a server installation with initdb").1
}

/// Where servers keep their data: in memory where there is plenty of it, because tests make and drop
/// databases by the hundred.
fn base() -> PathBuf {
    const PLENTY: u64 = 8 << 20;
    let shown = Command::new("df").args(["-k", "--output=avail", "/dev/shm"]).output().expect("df");
    let free = String::from_utf8_lossy(&shown.stdout)
        .lines()
        .nth(1)
        .and_then(|line| line.trim().parse::<u64>().ok());
    match free {
        Some(kilobytes) if shown.status.success() && kilobytes >= PLENTY => "/dev/shm".into(),
        _ => std::env::temp_dir(),
    }
}

/// Uid and gid of an unprivileged user, for a server that refuses root.
fn unprivileged() -> Option<(u32, u32)> {
    let passwd = fs::read_to_string("/etc/passwd").expect("/etc/passwd");
    let ids = |name: &str| {
        let line = passwd.lines().find(|line| line.starts_with(&format!("{name}:")))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    let me = Command::new("id").arg("-u").output().expect("id");
    (me.stdout == b"0\n").then(|| ids("postgres").or_else(|| ids("nobody")).expect("a user"))
}

impl Cluster {
    pub(crate) fn start(settings: &[&str]) -> Self {
        Self::start_from(server_binaries(), settings)
    }

    /// A server whose programs are in this folder.
    pub(crate) fn start_from(bin: PathBuf, settings: &[&str]) -> Self {
        let dir =
            tempfile::Builder::new().prefix("lockstep-test-").tempdir_in(base()).expect("a folder").keep();
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).expect("permissions");
        let ids = unprivileged();
        if let Some((uid, gid)) = ids {
            chown(&dir, Some(uid), Some(gid)).expect("chown");
        }
        let as_user = |program: &Path| {
            let mut command = Command::new(program);
            if let Some((uid, gid)) = ids {
                command.uid(uid).gid(gid);
            }
            command.current_dir(&dir);
            command
        };
        let pwfile = dir.join("pw");
        fs::write(&pwfile, PASSWORD).expect("pwfile");
        let data = dir.join("data");
        let made = as_user(&bin.join("initdb"))
            .args(["-N", "-A", "scram-sha-256", "-E", "UTF8", "--locale", "C.UTF-8", "-U", USER])
            .arg("--pwfile")
            .arg(&pwfile)
            .arg("-D")
            .arg(&data)
            .output()
            .expect("initdb");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("addr").port();
        let mut conf = fs::OpenOptions::new().append(true).open(data.join("postgresql.conf")).expect("conf");
        writeln!(
            conf,
            "port = {port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{}'\nfsync = off\n\
             full_page_writes = off\nautovacuum = off\nmax_connections = 200\nmax_prepared_transactions = 5\n\
             max_locks_per_transaction = 512\nlog_min_messages = fatal\n{}",
            dir.display(),
            settings.join("\n")
        )
        .expect("conf");
        drop(conf);
        // The shell waits on its standard input: when this process ends in whatever way, the pipe
        // closes, the server is stopped and the folder removed.
        let script = format!(
            "'{}' -D '{}' >'{}/log' 2>&1 & pid=$!; cat >/dev/null; kill -QUIT $pid; wait $pid; rm -rf '{}'",
            bin.join("postgres").display(),
            data.display(),
            dir.display(),
            dir.display()
        );
        let supervisor = as_user(Path::new("/bin/sh"))
            .arg("-c")
            .arg(script)
            .stdin(Stdio::piped())
            .process_group(0)
            .spawn()
            .expect("sh");
        let cluster = Self { port, bin, _supervisor: supervisor };
        let until = Instant::now() + Duration::from_secs(30);
        while !cluster.psql("postgres", "select 1").status.success() {
            assert!(Instant::now() < until, "{}", fs::read_to_string(dir.join("log")).unwrap_or_default());
            std::thread::sleep(Duration::from_millis(50));
        }
        cluster
    }

    /// A new empty database; the name says what for.
    pub(crate) fn database(&self, label: &str) -> Database {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("{label}_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let made = self.psql("postgres", &format!("create database \"{name}\" template template0"));
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Database { name, port: self.port }
    }

    pub(crate) fn psql(&self, database: &str, sql: &str) -> Output {
        psql(self.port, database, sql)
    }
}

/// `psql`, `pg_dump` and their like, on one database of the server at this port.
pub(crate) fn client(program: &Path, port: u16, database: &str) -> Command {
    let mut command = Command::new(program);
    command.args(["-h", "127.0.0.1", "-U", USER, "-d", database]);
    command.env("PGPASSWORD", PASSWORD).env("PGPORT", port.to_string());
    command
}

fn psql(port: u16, database: &str, sql: &str) -> Output {
    client(Path::new("psql"), port, database)
        .args(["-XqAt", "-v", "ON_ERROR_STOP=1", "-c", sql])
        .output()
        .expect("psql")
}

/// One database of the cluster.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    pub(crate) name: String,
    pub(crate) port: u16,
}

impl Database {
    pub(crate) fn url(&self) -> String {
        format!("postgres://{USER}:{PASSWORD_IN_URL}@127.0.0.1:{}/{}", self.port, self.name)
    }

    /// Runs SQL and returns what it printed; panics when it fails.
    pub(crate) fn sql(&self, sql: &str) -> String {
        let output = psql(self.port, &self.name, sql);
        assert!(output.status.success(), "{}: {}", self.name, String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    /// Runs a file as people do with `psql -v ON_ERROR_STOP=1 -f`, `-1` when in one transaction.
    pub(crate) fn run_file(&self, file: &Path, one_transaction: bool) -> Result<(), String> {
        let mut command = client(Path::new("psql"), self.port, &self.name);
        command.args(["-Xq", "-v", "ON_ERROR_STOP=1"]);
        if one_transaction {
            command.arg("-1");
        }
        let output = command.arg("-f").arg(file).output().expect("psql");
        if output.status.success() {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// `pg_dump -s` with these options, without the random tokens that recent releases write.
    pub(crate) fn schema(&self, options: &[&str]) -> String {
        let mut command = client(&cluster().bin.join("pg_dump"), self.port, &self.name);
        let output = command.arg("-s").args(options).output().expect("pg_dump");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter(|line| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict"))
            .collect::<Vec<_>>()
            .join("\n")
    }
}
