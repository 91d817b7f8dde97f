//! Where backups lie: `backups/<environment>/<UTC timestamp>/`, and under a `.partial-` name until
//! they are complete. Nothing here knows what is in a backup beyond the names of its files.

use std::fs::{self, DirBuilder, File, Permissions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Component, Path, PathBuf};
use std::process::{self, Stdio};
use std::time::{Duration, SystemTime};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::error::BackupError;
use super::timestamp;

/// Written last: a folder without one holds no complete backup.
pub(super) const MANIFEST: &str = "manifest.json";
/// What the dump must restore to.
pub(super) const CATALOG: &str = "catalog.json";
/// The dump: a file in custom format, a folder in directory format.
pub(super) const DUMP: &str = "database.dump";

const PARTIAL: &str = ".partial-";

/// Bytes that could mean something to a file system.
const MEANINGFUL: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// The folder of an environment's backups. Bytes that could mean something to a file system
/// become `%XX`, so that two names never share a folder and none leaves `dir`.
pub(super) fn environment_dir(dir: &Path, environment: &str) -> PathBuf {
    let name = utf8_percent_encode(environment, MEANINGFUL).to_string();
    // `.` and `..` are folders, and what begins with a point is hidden.
    dir.join(name.strip_prefix('.').map(|rest| format!("%2E{rest}")).unwrap_or(name))
}

/// The path of a file that a manifest lists, provided that it is a plain file and that every folder
/// on the way from `root` is a real one: a link or `..` could lead to somebody else's file.
pub(super) fn listed_file(root: &Path, listed: &str) -> Result<PathBuf, BackupError> {
    let mut path = root.to_owned();
    let mut components = Path::new(listed).components().peekable();
    while let Some(component) = components.next() {
        let Component::Normal(part) = component else {
            return Err(BackupError::damaged(root, format!("it lists {listed:?}, which leads out of it")));
        };
        path.push(part);
        let metadata = fs::symlink_metadata(&path).map_err(BackupError::io("look at", &path))?;
        let expected = if components.peek().is_some() { metadata.is_dir() } else { metadata.is_file() };
        if !expected {
            return Err(BackupError::damaged(&path, "it is no plain file or folder"));
        }
    }
    Ok(path)
}

/// A backup that is being made. Its folder is locked while we or a program we started live, and
/// removed when this is dropped before [`Partial::publish`].
pub(super) struct Partial {
    path: PathBuf,
    folder: File,
    published: bool,
}

impl Partial {
    /// A new empty folder beside the finished backups.
    pub(super) fn create(environment_dir: &Path, now: SystemTime) -> Result<Self, BackupError> {
        let mut builder = DirBuilder::new();
        builder.mode(0o700);
        builder.recursive(true).create(environment_dir).map_err(BackupError::io("make", environment_dir))?;
        let name = format!("{PARTIAL}{}-{}", timestamp::stamp(now), process::id());
        let path = environment_dir.join(name);
        builder.recursive(false).create(&path).map_err(BackupError::io("make", &path))?;
        let folder = File::open(&path).map_err(BackupError::io("open", &path))?;
        // Some network file systems cannot lock a folder; there a left-over is not removed either.
        if let Err(error) = folder.try_lock() {
            tracing::debug!(path = %path.display(), %error, "the folder cannot be locked");
        }
        Ok(Self { path, folder, published: false })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The lock as a child's unused standard input: should we be killed, the folder stays locked
    /// until the child has ended too.
    pub(super) fn lock_for_child(&self) -> Result<Stdio, BackupError> {
        self.folder.try_clone().map(Stdio::from).map_err(BackupError::io("open", &self.path))
    }

    /// Makes the complete backup visible under its timestamp.
    pub(super) fn publish(mut self, created: SystemTime) -> Result<PathBuf, BackupError> {
        self.folder.sync_all().map_err(BackupError::io("make durable", &self.path))?;
        let parent = self.path.parent().unwrap_or(Path::new(".")).to_owned();
        let mut named = created;
        loop {
            let path = parent.join(timestamp::stamp(named));
            match fs::symlink_metadata(&path) {
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                // Made in the same second as another one.
                _ => {
                    named += Duration::from_secs(1);
                    continue;
                }
            }
            fs::rename(&self.path, &path).map_err(BackupError::io("rename to", &path))?;
            self.published = true;
            sync_dir(&parent)?;
            return Ok(path);
        }
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.published
            && let Err(error) = fs::remove_dir_all(&self.path)
        {
            tracing::warn!(path = %self.path.display(), %error, "could not remove an unfinished backup");
        }
    }
}

/// Removes what crashed runs left: folders named as [`Partial::create`] names them whose lock
/// nobody holds.
pub(super) fn sweep(environment_dir: &Path) -> Result<(), BackupError> {
    for path in folders(environment_dir)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let ours =
            name.strip_prefix(PARTIAL).and_then(|rest| rest.split_once('-')).is_some_and(|(stamp, pid)| {
                timestamp::parse_stamp(stamp).is_some() && pid.bytes().all(|byte| byte.is_ascii_digit())
            });
        if !ours {
            continue;
        }
        let folder = File::open(&path).map_err(BackupError::io("open", &path))?;
        match folder.try_lock() {
            Ok(()) => {
                tracing::info!(path = %path.display(), "removing what an interrupted backup left");
                fs::remove_dir_all(&path).map_err(BackupError::io("remove", &path))?;
            }
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => {
                tracing::warn!(path = %path.display(), %error, "cannot tell whether this backup is in progress");
            }
        }
    }
    Ok(())
}

/// The real folders inside `dir`, sorted by name; none when `dir` is not there.
pub(super) fn folders(dir: &Path) -> Result<Vec<PathBuf>, BackupError> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(BackupError::io("list", dir)(error)),
    };
    let mut folders = Vec::new();
    for entry in entries {
        let entry = entry.map_err(BackupError::io("list", dir))?;
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            folders.push(entry.path());
        }
    }
    folders.sort();
    Ok(folders)
}

/// The files below `root`, relative to it with `/`, each made readable by its owner alone.
pub(super) fn seal_permissions(root: &Path) -> Result<Vec<String>, BackupError> {
    let mut files = Vec::new();
    let mut waiting = vec![String::new()];
    while let Some(folder) = waiting.pop() {
        let path = root.join(&folder);
        for entry in fs::read_dir(&path).map_err(BackupError::io("list", &path))? {
            let entry = entry.map_err(BackupError::io("list", &path))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let relative = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            let is_dir = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let mode = if is_dir { 0o700 } else { 0o600 };
            fs::set_permissions(entry.path(), Permissions::from_mode(mode))
                .map_err(BackupError::io("protect", &entry.path()))?;
            if is_dir { waiting.push(relative) } else { files.push(relative) }
        }
        sync_dir(&path)?;
    }
    files.sort();
    Ok(files)
}

/// Makes the names in `dir` durable (<https://man7.org/linux/man-pages/man2/fsync.2.html>).
pub(super) fn sync_dir(dir: &Path) -> Result<(), BackupError> {
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(BackupError::io("make durable", dir))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn environment_names_stay_inside_and_apart() {
        let name = |environment| environment_dir(Path::new("b"), environment);
        assert_eq!(name("production"), Path::new("b/production"));
        assert_eq!(name("eu/prod"), Path::new("b/eu%2Fprod"));
        assert_eq!(name(".."), Path::new("b/%2E."));
        assert_eq!(name("a%2Fb"), Path::new("b/a%252Fb"));
    }

    #[test]
    fn an_unfinished_backup_goes_when_dropped_or_swept_but_not_while_it_is_made() {
        let root = tempfile::tempdir().unwrap();
        let partial = Partial::create(root.path(), UNIX_EPOCH).unwrap();
        let path = partial.path().to_owned();
        sweep(root.path()).unwrap();
        assert!(path.is_dir(), "still locked");
        drop(partial);
        assert!(!path.exists());

        let left_over = root.path().join(".partial-20260131T235958Z-77");
        let foreign = root.path().join(".partial-mine");
        fs::create_dir(&left_over).unwrap();
        fs::create_dir(&foreign).unwrap();
        sweep(root.path()).unwrap();
        assert!(!left_over.exists() && foreign.exists());
    }

    #[test]
    fn two_backups_of_one_second_get_two_names() {
        let root = tempfile::tempdir().unwrap();
        let first = Partial::create(root.path(), UNIX_EPOCH).unwrap().publish(UNIX_EPOCH).unwrap();
        let second = Partial::create(root.path(), UNIX_EPOCH).unwrap().publish(UNIX_EPOCH).unwrap();
        assert_ne!(first, second);
        assert_eq!(fs::metadata(second).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn listed_files_cannot_lead_out() {
        let root = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("precious"), "").unwrap();
        symlink(outside.path(), root.path().join("link")).unwrap();
        for listed in ["../x", "/etc/passwd", "link/precious", "link"] {
            assert!(listed_file(root.path(), listed).is_err(), "{listed}");
        }
    }
}
