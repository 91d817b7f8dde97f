//! Which PostgreSQL programs this machine has, and which of them fit. Nothing is started here but
//! `--version`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::ScratchError;

/// Names the directory of the programs to use; then no other is looked at.
pub(crate) const BIN_VARIABLE: &str = "LOCKSTEP_POSTGRES_BIN";

/// Directories with one subdirectory per installed major version: what stands before and after
/// that subdirectory's name.
const VERSIONED: [(&str, &str, &str); 8] = [
    // Debian, Ubuntu and PGDG's packages for them.
    ("/usr/lib/postgresql", "", "bin"),
    // PGDG's packages for Red Hat and its relatives.
    ("/usr", "pgsql-", "bin"),
    // Homebrew on Apple silicon, on Intel, on Linux.
    ("/opt/homebrew/opt", "postgresql@", "bin"),
    ("/usr/local/opt", "postgresql@", "bin"),
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql@", "bin"),
    // EDB's installer for macOS.
    ("/Library/PostgreSQL", "", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
    // Alpine.
    ("/usr/libexec", "postgresql", ""),
];

/// Programs of one PostgreSQL in one directory. Not every installation has every program: clients
/// are often installed alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Installation {
    pub(crate) bin: PathBuf,
    pub(crate) major: u32,
    /// What the program says: `15.18 (Debian 15.18-0+deb12u1)`.
    pub(crate) version: String,
}

impl Installation {
    /// The path of one of its programs.
    pub(crate) fn tool(&self, name: &str) -> PathBuf {
        self.bin.join(name)
    }

    fn has(&self, tools: &[&str]) -> bool {
        tools.iter().all(|tool| is_real_program(&self.tool(tool)))
    }

    /// Looks into one directory. The server's own version counts before its client's.
    fn at(bin: &Path) -> Option<Self> {
        let version = ["postgres", "pg_dump"]
            .iter()
            .map(|tool| bin.join(tool))
            .filter(|program| is_real_program(program))
            .find_map(|program| version_of(&program))?;
        Some(Self { bin: bin.to_owned(), major: major_of(&version)?, version })
    }
}

/// Every installation found, in the order of [`directories`].
pub(crate) fn candidates() -> Vec<Installation> {
    directories().iter().filter_map(|bin| Installation::at(bin)).collect()
}

/// The best installation that has all of `tools`: of the `preferred` major version when there is
/// one, else of the nearest newer, else the newest.
pub(crate) fn find(tools: &[&str], preferred: Option<u32>) -> Result<Installation, ScratchError> {
    choose(candidates(), tools, preferred).ok_or_else(|| ScratchError::NoPrograms {
        tools: tools.join(" and "),
        searched: directories().iter().map(|bin| bin.display().to_string()).collect::<Vec<_>>().join(", "),
    })
}

fn choose(candidates: Vec<Installation>, tools: &[&str], preferred: Option<u32>) -> Option<Installation> {
    candidates.into_iter().filter(|installation| installation.has(tools)).min_by_key(|installation| {
        let major = installation.major;
        match preferred {
            Some(wanted) if major >= wanted => (0, major - wanted),
            _ => (1, u32::MAX - major),
        }
    })
}

/// Where programs are looked for: only [`BIN_VARIABLE`] when it is set, else `PATH` and the places
/// where packages put them, each once.
fn directories() -> Vec<PathBuf> {
    if let Some(bin) = std::env::var_os(BIN_VARIABLE).filter(|bin| !bin.is_empty()) {
        return vec![bin.into()];
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).filter(|bin| !bin.as_os_str().is_empty());
    let mut found: Vec<PathBuf> = Vec::new();
    for bin in on_path.chain(VERSIONED.iter().flat_map(versioned)) {
        // A directory of links leads to the programs' own one.
        let programs = ["postgres", "pg_dump"].map(|tool| bin.join(tool));
        let real = programs.iter().find(|program| is_real_program(program));
        let home = real.and_then(|program| Some(program.canonicalize().ok()?.parent()?.to_owned()));
        found.extend(home.filter(|home| !found.contains(home)));
    }
    found
}

fn versioned((parent, prefix, below): &(&str, &str, &str)) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(parent) else { return Vec::new() };
    let is_version = |name: &str| name.strip_prefix(prefix).is_some_and(|rest| major_of(rest).is_some());
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| entry.file_name().to_str().is_some_and(is_version))
        .map(|entry| entry.path().join(below))
        .collect();
    found.sort();
    found
}

/// Debian puts a Perl wrapper in the place of each client program, which picks a version by rules
/// of its own; the programs behind it are found where they are.
fn is_real_program(program: &Path) -> bool {
    program.canonicalize().is_ok_and(|real| real.is_file() && !real.ends_with("pg_wrapper"))
}

/// `15.18 (Debian …)` out of `postgres (PostgreSQL) 15.18 (Debian …)`.
fn version_of(program: &Path) -> Option<String> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    Some(text.split_once("(PostgreSQL)")?.1.trim().to_owned())
}

/// The leading number: 15 of `15.18`, 19 of `19beta1`.
fn major_of(version: &str) -> Option<u32> {
    let digits = version.find(|c: char| !c.is_ascii_digit()).unwrap_or(version.len());
    version[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installation(major: u32) -> Installation {
        Installation { bin: PathBuf::from(format!("/pg/{major}")), major, version: format!("{major}.1") }
    }

    fn chosen(majors: &[u32], preferred: Option<u32>) -> Option<u32> {
        let candidates = majors.iter().map(|major| installation(*major)).collect();
        choose(candidates, &[], preferred).map(|installation| installation.major)
    }

    #[test]
    fn the_preferred_major_wins_then_the_nearest_newer_then_the_newest() {
        assert_eq!(chosen(&[13, 15, 17], Some(15)), Some(15));
        assert_eq!(chosen(&[13, 18, 17], Some(15)), Some(17));
        assert_eq!(chosen(&[13, 14], Some(15)), Some(14));
        assert_eq!(chosen(&[13, 17, 15], None), Some(17));
        assert_eq!(chosen(&[], None), None);
    }

    #[test]
    fn versions_are_read_as_programs_print_them() {
        assert_eq!(major_of("15.18 (Debian 15.18-0+deb12u1)"), Some(15));
        assert_eq!(major_of("19beta1"), Some(19));
        assert_eq!(major_of("latest"), None);
    }

    #[test]
    fn the_servers_of_this_machine_are_found_with_all_their_programs() {
        let found = find(&["initdb", "postgres"], None).expect("tests need PostgreSQL");
        assert!(found.tool("initdb").is_file() && found.version.starts_with(&found.major.to_string()));
        assert!(find(&["no-such-program"], None).is_err());
    }
}
