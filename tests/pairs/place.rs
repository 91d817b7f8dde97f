//! Where pairs are loaded: this process's server, or one of the newest major for what only that one can read.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::support::cluster::{Database, client, cluster};
use crate::support::majors::{MAJORS, major, missing};
use crate::support::workspace::repository;

/// A server on which a pair is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Usual,
    Newest,
}

impl Place {
    /// Those that are here.
    pub(crate) fn all() -> Vec<Self> {
        let newest = MAJORS[MAJORS.len() - 1];
        if missing().contains(&newest) { vec![Self::Usual] } else { vec![Self::Usual, Self::Newest] }
    }

    /// Its maintenance database; the roles of all pairs are there.
    pub(crate) fn maintenance(self) -> &'static Database {
        static READY: [OnceLock<Database>; 2] = [const { OnceLock::new() }; 2];
        READY[self as usize].get_or_init(|| {
            let port = match self {
                Self::Usual => cluster().port,
                Self::Newest => major(MAJORS[MAJORS.len() - 1]).database("ready").port,
            };
            let maintenance = Database { name: "postgres".to_owned(), port };
            let roles: Vec<String> = roles().iter().map(|role| format!("create role {role};\n")).collect();
            // Dumps of the real ones name their owner.
            let roles = format!("create role postgres superuser;\n{}", roles.concat());
            psql(&maintenance, &roles, false).expect("the roles");
            maintenance
        })
    }

    /// A new database; of a template, a copy.
    pub(crate) fn database(self, template: Option<&Database>) -> Made {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("pair_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let template = template.map_or("template0", |template| &template.name);
        let maintenance = self.maintenance();
        maintenance.sql(&format!("create database {name} template {template}"));
        Made(Database { name, port: maintenance.port }, self)
    }

    pub(crate) fn dump(self, database: &Database) -> String {
        match self {
            Self::Usual => database.schema(&[]),
            Self::Newest => major(MAJORS[MAJORS.len() - 1]).schema(database).expect("pg_dump"),
        }
    }
}

/// A database that goes when it is no longer looked at: there are hundreds.
pub(crate) struct Made(pub(crate) Database, Place);

impl Drop for Made {
    fn drop(&mut self) {
        self.1.maintenance().sql(&format!("drop database {} with (force)", self.0.name));
    }
}

/// What psql complains about when it runs a script to its end, or to its first error. That a role is there
/// already is no complaint: roles belong to the server and all pairs share them.
pub(crate) fn psql(database: &Database, sql: &str, stop: bool) -> Result<(), String> {
    let mut command = client(Path::new("psql"), database.port, &database.name);
    command.args(["-Xq", "-v", if stop { "ON_ERROR_STOP=1" } else { "ON_ERROR_STOP=0" }, "-f", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("psql");
    let mut input = child.stdin.take().expect("a pipe");
    let text = sql.to_owned();
    let writer = std::thread::spawn(move || drop(std::io::Write::write_all(&mut input, text.as_bytes())));
    let output = child.wait_with_output().expect("psql ends");
    writer.join().expect("written");
    let said = String::from_utf8_lossy(&output.stderr);
    let complaints: Vec<&str> = said
        .lines()
        .skip_while(|line| !is_complaint(line))
        .filter(|line| !line.contains("NOTICE:") && !line.contains("WARNING:"))
        .collect();
    if complaints.is_empty() && output.status.success() { Ok(()) } else { Err(complaints.join("\n")) }
}

fn is_complaint(line: &str) -> bool {
    let is_known_role = line.contains("ERROR:  role ") && line.ends_with("already exists");
    (line.contains("ERROR:") || line.contains("error:") || line.contains("FATAL:")) && !is_known_role
}

/// Every role that some pair makes.
fn roles() -> BTreeSet<String> {
    let mut roles = BTreeSet::new();
    let mut folders = vec![repository().join("tests/fixtures/pairs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "sql") {
                let text = fs::read_to_string(&path).expect("a script");
                roles.extend(text.lines().filter_map(|line| {
                    let role = line.trim().strip_prefix("CREATE ROLE ")?;
                    let end = role.find([' ', ';']).unwrap_or(role.len());
                    Some(role[..end].trim_matches('"').to_owned())
                }));
            }
        }
    }
    roles
}
