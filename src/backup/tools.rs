//! Which pg_dump and pg_restore to use. Finding installations on this machine is not done here.

use std::path::PathBuf;

use super::error::BackupError;

/// PostgreSQL's own dump tools, both of one installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tools {
    pub(crate) pg_dump: PathBuf,
    pub(crate) pg_restore: PathBuf,
    /// As the installation names itself.
    pub(crate) version: String,
    pub(crate) major: u32,
}

/// The tools of the oldest installation that is not older than the server: pg_dump refuses a newer
/// server, and a dump made by a much newer pg_dump may not load into the server it came from
/// (<https://www.postgresql.org/docs/current/app-pgdump.html#PG-DUMP-NOTES>).
///
/// `installations` are folders of binaries with their major and full version.
pub(crate) fn choose(
    installations: &[(PathBuf, u32, String)],
    server_major: u32,
) -> Result<Tools, BackupError> {
    let mut by_age: Vec<_> = installations.iter().collect();
    by_age.sort_by_key(|(_, major, _)| *major);
    let mut found = Vec::new();
    for (bin, major, version) in by_age {
        let (pg_dump, pg_restore) = (bin.join("pg_dump"), bin.join("pg_restore"));
        let complete = pg_dump.is_file() && pg_restore.is_file();
        if complete && *major >= server_major {
            return Ok(Tools { pg_dump, pg_restore, version: version.clone(), major: *major });
        }
        let without = if complete { "" } else { ", without pg_dump or pg_restore" };
        found.push(format!("{version} in {}{without}", bin.display()));
    }
    let found = match found.as_slice() {
        [] => "no installation was found".to_owned(),
        found => format!("these were found: {}", found.join("; ")),
    };
    Err(BackupError::NoTools { server_major, found })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    fn installation(root: &Path, major: u32, tools: &[&str]) -> (PathBuf, u32, String) {
        let bin = root.join(major.to_string());
        fs::create_dir(&bin).unwrap();
        for tool in tools {
            fs::write(bin.join(tool), "").unwrap();
        }
        (bin, major, format!("{major}.1"))
    }

    #[test]
    fn the_oldest_that_is_new_enough_is_chosen() {
        let root = tempfile::tempdir().unwrap();
        let both = ["pg_dump", "pg_restore"];
        let found = [
            installation(root.path(), 18, &both),
            installation(root.path(), 16, &both),
            installation(root.path(), 15, &["pg_restore"]),
            installation(root.path(), 14, &both),
        ];
        assert_eq!(choose(&found, 15).unwrap().major, 16);
        assert_eq!(choose(&found, 17).unwrap().pg_dump, root.path().join("18/pg_dump"));
        let error = choose(&found[2..], 15).unwrap_err().to_string();
        assert!(error.contains("15.1 in") && error.contains("without pg_dump"), "{error}");
        assert!(error.contains("postgresql-client-15"), "{error}");
        assert!(choose(&[], 15).unwrap_err().to_string().contains("no installation"));
    }
}
