//! Removing old backups: only what a manifest names, and never the newest good one.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::error::BackupError;
use super::layout::{self, MANIFEST};
use super::manifest::{Stored, list};

/// What a prune did.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Pruned {
    /// Folders of the backups that were removed, oldest first.
    pub(crate) removed: Vec<PathBuf>,
    /// Those of them that stay because somebody else's files are in them.
    pub(crate) not_empty: Vec<PathBuf>,
}

/// Removes an environment's backups that are older than `retention`. The newest proven backup
/// stays however old it is; where none is proven, the newest one stays.
pub(crate) fn prune(
    dir: &Path,
    environment: &str,
    retention: Duration,
    now: SystemTime,
) -> Result<Pruned, BackupError> {
    let backups = list(dir, environment)?;
    let newest_good = backups.iter().rfind(|backup| backup.is_proven()).or(backups.last());
    let newest_good = newest_good.map(|backup| backup.path.clone());
    let mut pruned = Pruned::default();
    for backup in backups {
        // A backup from the future, by this machine's clock, has no age.
        let age = now.duration_since(backup.created).unwrap_or_default();
        if age <= retention || Some(&backup.path) == newest_good.as_ref() {
            continue;
        }
        if !remove(&backup)? {
            pruned.not_empty.push(backup.path.clone());
        }
        pruned.removed.push(backup.path);
    }
    Ok(pruned)
}

/// Removes the files that the manifest names, the manifest after them (so that an interrupted
/// removal is taken up again) and the folders that this left empty. Says whether all is gone.
fn remove(backup: &Stored) -> Result<bool, BackupError> {
    let mut folders = Vec::new();
    for file in &backup.manifest.files {
        match layout::listed_file(&backup.path, &file.path) {
            Ok(path) => {
                fs::remove_file(&path).map_err(BackupError::io("remove", &path))?;
                folders.extend(path.parent().filter(|parent| *parent != backup.path).map(Path::to_owned));
            }
            // Gone already, or replaced by something that is not ours.
            Err(error) => tracing::debug!(file = file.path, %error, "not removed"),
        }
    }
    folders.sort();
    folders.dedup();
    for folder in folders.iter().rev() {
        remove_if_empty(folder)?;
    }
    let manifest = backup.path.join(MANIFEST);
    fs::remove_file(&manifest).map_err(BackupError::io("remove", &manifest))?;
    remove_if_empty(&backup.path)
}

fn remove_if_empty(folder: &Path) -> Result<bool, BackupError> {
    match fs::remove_dir(folder) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => Ok(false),
        Err(error) => Err(BackupError::io("remove", folder)(error)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::os::unix::fs::symlink;
    use std::time::UNIX_EPOCH;

    use super::*;
    use crate::backup::manifest;
    use crate::backup::timestamp::{rfc3339, stamp};
    use crate::model::backup::{Manifest, ManifestFile};

    const DAY: Duration = Duration::from_secs(86_400);

    /// A backup made on this day, with one file in its dump's folder.
    fn backup(dir: &Path, day: u32, proved: Option<&str>) -> PathBuf {
        let created = UNIX_EPOCH + DAY * day;
        let path = layout::environment_dir(dir, "production").join(stamp(created));
        fs::create_dir_all(path.join("database.dump")).unwrap();
        fs::write(path.join("database.dump/toc.dat"), "x").unwrap();
        let file = ManifestFile { path: "database.dump/toc.dat".into(), bytes: 1, sha256: String::new() };
        let manifest = Manifest {
            manifest_version: manifest::VERSION,
            tool: String::new(),
            dump_tool: String::new(),
            environment: "production".into(),
            created_at: rfc3339(created),
            server_version: String::new(),
            server_version_num: 150_000,
            database: String::new(),
            snapshot_lsn: None,
            format: "directory".into(),
            schema_only: false,
            files: vec![file],
            objects: BTreeMap::new(),
            rows: BTreeMap::new(),
            fingerprint: String::new(),
            proved: proved.map(str::to_owned),
        };
        manifest::write(&path, &manifest).unwrap();
        path
    }

    fn prune_on(dir: &Path, day: u32) -> Pruned {
        prune(dir, "production", DAY * 30, UNIX_EPOCH + DAY * day).unwrap()
    }

    #[test]
    fn the_newest_proven_backup_stays_however_old() {
        let dir = tempfile::tempdir().unwrap();
        let old = backup(dir.path(), 1, Some("full"));
        let proven = backup(dir.path(), 2, Some("schema"));
        let unproven = backup(dir.path(), 3, None);
        let young = backup(dir.path(), 90, None);
        let pruned = prune_on(dir.path(), 100);
        assert_eq!(pruned.removed, [old.clone(), unproven.clone()]);
        assert!(!old.exists() && !unproven.exists());
        assert!(proven.exists() && young.exists());
        let newest = manifest::newest_proven(dir.path(), "production").unwrap().unwrap();
        assert_eq!(newest.path, proven);
        assert_eq!(prune_on(dir.path(), 1000).removed, [young], "not of use, the proven one is");
    }

    #[test]
    fn without_a_proven_backup_the_newest_stays() {
        let dir = tempfile::tempdir().unwrap();
        let (old, new) = (backup(dir.path(), 1, None), backup(dir.path(), 2, Some("off")));
        assert_eq!(prune_on(dir.path(), 100).removed, [old]);
        assert!(new.exists());
    }

    #[test]
    fn files_that_no_manifest_names_stay() {
        let dir = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        let precious = outside.path().join("toc.dat");
        fs::write(&precious, "x").unwrap();
        let noted = backup(dir.path(), 1, None);
        fs::write(noted.join("notes.txt"), "mine").unwrap();
        let linked = backup(dir.path(), 2, None);
        fs::remove_dir_all(linked.join("database.dump")).unwrap();
        symlink(outside.path(), linked.join("database.dump")).unwrap();
        let unnamed = linked.parent().unwrap().join("20200101T000000Z");
        fs::create_dir(&unnamed).unwrap();
        backup(dir.path(), 99, Some("full"));
        let pruned = prune_on(dir.path(), 100);
        assert_eq!(pruned.removed, [noted.clone(), linked.clone()]);
        assert_eq!(pruned.not_empty, [noted.clone(), linked]);
        assert!(noted.join("notes.txt").exists() && !noted.join(MANIFEST).exists());
        assert!(precious.exists() && unnamed.exists());
    }
}
