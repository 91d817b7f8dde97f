//! SHA-256 of a backup's files: taken when it is made, checked before it is used.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sha2::{Digest, Sha256};

use super::error::BackupError;
use super::layout;
use crate::db::cancel::Cancel;
use crate::model::backup::{Manifest, ManifestFile};

const CHUNK: usize = 256 * 1024;

/// Copies `from` to `to`; calls `step` with every chunk's length and stops when it says so.
/// Returns the length and the SHA-256 in hex.
pub(super) fn copy_hashed(
    from: &mut dyn Read,
    to: &mut dyn Write,
    step: &mut dyn FnMut(usize) -> bool,
) -> std::io::Result<(u64, String)> {
    let mut hasher = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    let mut bytes = 0;
    loop {
        let read = match from.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.update(&chunk[..read]);
        to.write_all(&chunk[..read])?;
        bytes += read as u64;
        if !step(read) {
            return Err(std::io::Error::from(std::io::ErrorKind::Interrupted));
        }
    }
    Ok((bytes, format!("{:x}", hasher.finalize())))
}

/// Makes `files` (relative to `root`) durable and says what they hold.
pub(super) async fn seal(
    root: &Path,
    files: Vec<String>,
    cancel: &Cancel,
) -> Result<Vec<ManifestFile>, BackupError> {
    let root = root.to_owned();
    in_background(cancel, move |go_on| {
        files.into_iter().map(|path| hash_file(&root, path, true, go_on)).collect()
    })
    .await
}

/// Checks that every file the manifest names is there and holds what it held.
pub(super) async fn verify(root: &Path, manifest: &Manifest, cancel: &Cancel) -> Result<(), BackupError> {
    let (root, wanted) = (root.to_owned(), manifest.files.clone());
    in_background(cancel, move |go_on| {
        for wanted in wanted {
            let path = layout::listed_file(&root, &wanted.path)?;
            let found = hash_file(&root, wanted.path.clone(), false, go_on)?;
            if found.bytes != wanted.bytes {
                let problem = format!("it has {} bytes instead of {}", found.bytes, wanted.bytes);
                return Err(BackupError::damaged(&path, problem));
            }
            if found.sha256 != wanted.sha256 {
                return Err(BackupError::damaged(&path, "its SHA-256 is another one"));
            }
        }
        Ok(())
    })
    .await
}

fn hash_file(
    root: &Path,
    relative: String,
    sync: bool,
    go_on: &dyn Fn() -> bool,
) -> Result<ManifestFile, BackupError> {
    let path = root.join(&relative);
    let mut file = File::open(&path).map_err(BackupError::io("read", &path))?;
    if sync {
        file.sync_all().map_err(BackupError::io("make durable", &path))?;
    }
    let hashed = copy_hashed(&mut file, &mut std::io::sink(), &mut |_| go_on());
    let (bytes, sha256) = hashed.map_err(BackupError::io("read", &path))?;
    Ok(ManifestFile { path: relative, bytes, sha256 })
}

/// Runs blocking work on a thread of its own. Cancelled, the work is told to stop and not waited
/// for: a large file on a slow disk must not hold up the end of the run.
pub(super) async fn in_background<T: Send + 'static>(
    cancel: &Cancel,
    work: impl FnOnce(&dyn Fn() -> bool) -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    let running = Arc::new(AtomicBool::new(true));
    let seen = Arc::clone(&running);
    let worker = tokio::task::spawn_blocking(move || work(&|| seen.load(Ordering::Relaxed)));
    let result = tokio::select! {
        result = worker => result,
        _ = cancel.cancelled() => {
            running.store(false, Ordering::Relaxed);
            return Err(BackupError::Cancelled);
        }
    };
    result.map_err(|panic| {
        BackupError::io("finish work on", &PathBuf::from("the backup"))(std::io::Error::other(panic))
    })?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_named() {
        let path = Path::new("/dev/full");
        let mut full = File::options().write(true).open(path).unwrap();
        let error = copy_hashed(&mut &b"x"[..], &mut full, &mut |_| true).unwrap_err();
        let error = BackupError::io("write", path)(error).to_string();
        assert!(error.contains("the disk that holds /dev/full is full"), "{error}");
    }

    #[test]
    fn what_is_copied_is_what_is_hashed() {
        let (mut copy, mut steps) = (Vec::new(), 0);
        let text = vec![b'a'; CHUNK + 1];
        let (bytes, sha256) = copy_hashed(&mut text.as_slice(), &mut copy, &mut |_| {
            steps += 1;
            true
        })
        .unwrap();
        assert_eq!((bytes, steps), (CHUNK as u64 + 1, 2));
        assert_eq!(sha256, format!("{:x}", Sha256::digest(&text)));
        assert_eq!(copy, text);
    }
}
