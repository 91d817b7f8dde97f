//! A server of every PostgreSQL major, and moving a schema from one to another as users do: with
//! `pg_dump`. The programs come from `script/servers`. A major that is not there is a failure.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use super::cluster::{Cluster, Database, client};
use super::workspace::repository;

/// Every major that lockstep supports, oldest first.
pub(crate) const MAJORS: [u32; 6] = [13, 14, 15, 16, 17, 18];

/// A running server of one major.
pub(crate) struct Major {
    pub(crate) number: u32,
    cluster: Cluster,
}

/// Where `script/servers` puts a major.
fn home(number: u32) -> PathBuf {
    repository().join("build/postgres").join(number.to_string())
}

/// The majors whose programs are missing.
pub(crate) fn missing() -> Vec<u32> {
    MAJORS.into_iter().filter(|number| !home(*number).join("bin/initdb").exists()).collect()
}

/// The server of a major, started at the first call with the roles of the test schemas.
pub(crate) fn major(number: u32) -> &'static Major {
    static SERVERS: [OnceLock<Major>; MAJORS.len()] = [const { OnceLock::new() }; MAJORS.len()];
    let position = MAJORS.iter().position(|known| *known == number).expect("a major of the list");
    SERVERS[position].get_or_init(|| Major::start(number))
}

impl Major {
    fn start(number: u32) -> Self {
        let bin = home(number).join("bin");
        assert!(bin.exists(), "PostgreSQL {number} is not in {}: run script/servers", bin.display());
        // What a schema may ask for: publications want the level, or they warn; a subscription's worker
        // is never wanted.
        let settings = ["wal_level = logical", "max_logical_replication_workers = 0"];
        let major = Self { number, cluster: Cluster::start_from(bin, &settings) };
        let roles = fs::read_to_string(repository().join("tests/majors/roles.sql")).expect("roles.sql");
        major.cluster.psql("postgres", &roles).done().expect("the roles");
        major
    }

    /// The folder of the server's programs.
    pub(crate) fn bin(&self) -> &Path {
        &self.cluster.bin
    }

    pub(crate) fn database(&self, label: &str) -> Database {
        self.cluster.database(label)
    }

    /// A client program for servers of this major. Those of a newer major serve as well, and are what
    /// there is where a package holds the server alone.
    fn program(&self, name: &str) -> PathBuf {
        let of_major = |number: &u32| {
            [home(*number).join("client/bin").join(name), home(*number).join("bin").join(name)]
        };
        let newer = MAJORS.iter().filter(|number| **number >= self.number);
        let found = newer.flat_map(of_major).find(|path| path.exists());
        found.unwrap_or_else(|| panic!("no {name} for PostgreSQL {}: run script/servers", self.number))
    }

    /// Runs a SQL script in a database of this server; stops at its first error.
    pub(crate) fn load(&self, database: &Database, sql: &str) -> Result<(), String> {
        let mut psql = client(&self.program("psql"), database.port, &database.name);
        psql.args(["-Xq", "-v", "ON_ERROR_STOP=1", "-f", "-"]);
        fed(&mut psql, sql).done().map(drop)
    }

    /// The dump of a database of any older server, or of this one, as this major is to read it.
    /// Its schema alone.
    pub(crate) fn schema(&self, database: &Database) -> Result<String, String> {
        let output = client(&self.program("pg_dump"), database.port, &database.name).arg("-s").output();
        output.expect("pg_dump").done()
    }

    pub(crate) fn dump(&self, database: &Database) -> Result<String, String> {
        let output = client(&self.program("pg_dump"), database.port, &database.name).output();
        output.expect("pg_dump").done()
    }
}

/// Runs a command with this on its standard input.
fn fed(command: &mut Command, input: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}", Path::new(command.get_program()).display()));
    // A program that stops at an error closes its input; what it says then tells more than we could.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    child.wait_with_output().expect("it ends")
}

/// What a program printed, or what it complained about.
trait Done {
    fn done(self) -> Result<String, String>;
}

impl Done for Output {
    fn done(self) -> Result<String, String> {
        if self.status.success() {
            return Ok(String::from_utf8_lossy(&self.stdout).into_owned());
        }
        Err(String::from_utf8_lossy(&self.stderr).into_owned())
    }
}
