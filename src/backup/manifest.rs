//! Reading and writing `manifest.json`, and finding backups by it.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::error::BackupError;
use super::layout::{self, MANIFEST};
use super::timestamp;
use crate::model::backup::Manifest;

/// The shape this version reads and writes.
pub(super) const VERSION: u32 = 1;

/// A complete backup on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    /// Its folder.
    pub(crate) path: PathBuf,
    pub(crate) manifest: Manifest,
    pub(crate) created: SystemTime,
}

impl Stored {
    /// The backup in folder `path`.
    pub(crate) fn open(path: &Path) -> Result<Self, BackupError> {
        let file = path.join(MANIFEST);
        let text = fs::read(&file).map_err(|error| match error.kind() {
            ErrorKind::NotFound => {
                BackupError::unusable(path, "it has no manifest.json, so it is not complete")
            }
            _ => BackupError::io("read", &file)(error),
        })?;
        let manifest: Manifest =
            serde_json::from_slice(&text).map_err(|error| BackupError::unusable(&file, error.to_string()))?;
        if manifest.manifest_version != VERSION {
            let problem = format!(
                "it has manifest version {}, this lockstep reads {VERSION}",
                manifest.manifest_version
            );
            return Err(BackupError::unusable(&file, problem));
        }
        let created = timestamp::parse_rfc3339(&manifest.created_at)
            .ok_or_else(|| BackupError::unusable(&file, "created_at is not a time"))?;
        Ok(Self { path: path.to_owned(), manifest, created })
    }

    /// Whether a restore of it was compared and came out equal.
    pub(crate) fn is_proven(&self) -> bool {
        matches!(self.manifest.proved.as_deref(), Some("schema" | "full"))
    }

    /// Size of its files.
    pub(crate) fn bytes(&self) -> u64 {
        self.manifest.files.iter().map(|file| file.bytes).sum()
    }
}

/// Writes the manifest of the backup in `dir`: whole or not at all.
pub(super) fn write(dir: &Path, manifest: &Manifest) -> Result<(), BackupError> {
    let text = serde_json::to_vec_pretty(manifest).expect("a manifest has only string keys");
    write_whole(&dir.join(MANIFEST), &text)
}

/// Replaces `path` by a durable file with this content that only its owner can read.
pub(super) fn write_whole(path: &Path, content: &[u8]) -> Result<(), BackupError> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let fill = || {
        // Files of tempfile are made with mode 0600.
        let mut file = tempfile::Builder::new().prefix(".writing-").tempfile_in(dir)?;
        file.write_all(content)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)
    };
    fill().map_err(BackupError::io("write", path))?;
    layout::sync_dir(dir)
}

/// The complete backups of an environment, oldest first. Folders that are not named by a time or
/// hold no readable manifest of this environment are not backups and are passed over.
pub(crate) fn list(dir: &Path, environment: &str) -> Result<Vec<Stored>, BackupError> {
    let mut stored = Vec::new();
    for path in layout::folders(&layout::environment_dir(dir, environment))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if timestamp::parse_stamp(&name).is_none() {
            continue;
        }
        match Stored::open(&path) {
            Ok(backup) if backup.manifest.environment == environment => stored.push(backup),
            Ok(_) => {}
            Err(error) => tracing::warn!(path = %path.display(), %error, "passed over"),
        }
    }
    stored.sort_by(|a, b| (a.created, &a.path).cmp(&(b.created, &b.path)));
    Ok(stored)
}

/// The newest proven backup of an environment.
pub(crate) fn newest_proven(dir: &Path, environment: &str) -> Result<Option<Stored>, BackupError> {
    Ok(list(dir, environment)?.into_iter().rfind(Stored::is_proven))
}

/// The backup a user means: `latest` (the newest proven one), a timestamp, or the path of a folder.
pub(crate) fn locate(dir: &Path, environment: &str, wanted: &str) -> Result<Stored, BackupError> {
    let not_found = || BackupError::NotFound {
        wanted: wanted.to_owned(),
        environment: environment.to_owned(),
        dir: dir.to_owned(),
    };
    if wanted == "latest" {
        return newest_proven(dir, environment)?.ok_or_else(not_found);
    }
    let by_name = layout::environment_dir(dir, environment).join(wanted);
    let named = timestamp::parse_stamp(wanted).is_some() && by_name.is_dir();
    let path = if named { by_name } else { PathBuf::from(wanted) };
    if path.is_dir() { Stored::open(&path) } else { Err(not_found()) }
}
