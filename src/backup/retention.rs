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
