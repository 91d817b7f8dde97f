//! Data directories that initdb made earlier, kept in the user's cache so that the next scratch
//! server starts without it. Everything here is an optimisation: what cannot be read or written is
//! left alone, and a copy that does not start is made anew (`embedded`).

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::account::Account;
use super::binaries::Installation;

/// Names a data directory to copy instead of one from the cache: made by initdb with superuser
/// `postgres`, as a container image can bring along.
const TEMPLATE_VARIABLE: &str = "LOCKSTEP_SCRATCH_TEMPLATE";

/// Raised when what initdb is told changes, so that older templates are not used any more.
const GENERATION: u32 = 2;

/// Names of unfinished templates begin with this.
const UNFINISHED: &str = ".unfinished-";

/// After this long an unfinished template belongs to a run that was killed.
const STALE: Duration = Duration::from_secs(3600);

/// Where a data directory for this server may be copied from or kept.
#[derive(Debug, Clone)]
pub(super) enum Template {
    /// Given from outside; never written.
    Given(PathBuf),
    /// A directory of the user's cache.
    Cached(PathBuf),
    /// No place to keep one.
    Nowhere,
}

impl Template {
    /// The template for `installation` and for us, `uid`.
    pub(super) fn of(installation: &Installation, uid: u32) -> Self {
        let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        if let Some(given) = variable(TEMPLATE_VARIABLE) {
            return Self::Given(given);
        }
        let cache = variable("XDG_CACHE_HOME").or_else(|| Some(variable("HOME")?.join(".cache")));
        match cache.filter(|cache| cache.is_absolute()) {
            Some(cache) => Self::Cached(cache.join("lockstep/scratch").join(name(installation, uid))),
            None => Self::Nowhere,
        }
    }

    /// The directory to copy, when there is one of the right version whose contents nobody but us
    /// (or whoever gave it) can have written.
    pub(super) fn usable(&self, installation: &Installation, uid: u32) -> Option<&Path> {
        let path = match self {
            Self::Given(path) => path,
            Self::Cached(path) if fs::symlink_metadata(path).is_ok_and(|data| data.uid() == uid) => path,
            Self::Cached(_) | Self::Nowhere => return None,
        };
        let version = fs::read_to_string(path.join("PG_VERSION")).ok()?;
        (version.trim() == installation.major.to_string()).then_some(path)
    }

    /// Keeps a copy of `data`, which no server uses, for the next time. Another run may do the same
    /// at the same moment: the first rename wins, the other copy is removed.
    pub(super) fn keep(&self, data: &Path) -> io::Result<()> {
        let Self::Cached(path) = self else { return Ok(()) };
        let parent = path.parent().ok_or(io::ErrorKind::NotFound)?;
        DirBuilder::new().recursive(true).mode(0o700).create(parent)?;
        remove_stale(parent);
        let unfinished = tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(parent)?;
        let copied = unfinished.path().join("data");
        copy(data, &copied, None)?;
        match fs::rename(copied, path) {
            Err(_) if path.exists() => Ok(()),
            outcome => outcome,
        }
    }

    /// Forgets a template that turned out not to work.
    pub(super) fn discard(&self) {
        if let Self::Cached(path) = self
            && let Err(error) = fs::remove_dir_all(path)
        {
            tracing::debug!(%error, path = %path.display(), "cannot remove scratch template");
        }
    }
}

/// One name per exact server and user, out of characters that are safe in a path.
fn name(installation: &Installation, uid: u32) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || ".+~".contains(c) { c } else { '_' };
    let version: String = installation.version.chars().map(safe).collect();
    format!("{GENERATION}-{version}-{uid}")
}

fn remove_stale(parent: &Path) {
    let old = |entry: &fs::DirEntry| {
        let changed = entry.metadata().and_then(|data| data.modified()).unwrap_or(SystemTime::now());
        entry.file_name().to_string_lossy().starts_with(UNFINISHED)
            && changed.elapsed().is_ok_and(|age| age > STALE)
    };
    for entry in fs::read_dir(parent).into_iter().flatten().flatten().filter(old) {
        let _ = fs::remove_dir_all(entry.path());
    }
}

/// Copies a data directory, readable for `owner` alone (`None` = for us). Each directory changes
/// hands before anything is put into it, so that its owner can always remove it again. Free space
/// and visibility maps stay behind, a quarter of all files: the server does without them and makes
/// new ones.
pub(super) fn copy(from: &Path, to: &Path, owner: Option<Account>) -> io::Result<()> {
    let give = |path: &Path| owner.map_or(Ok(()), |owner| chown(path, Some(owner.uid), Some(owner.gid)));
    DirBuilder::new().mode(0o700).create(to)?;
    give(to)?;
    for entry in fs::read_dir(from)? {
        let (entry, source) = entry.map(|entry| (entry.file_type(), entry.path()))?;
        let target = to.join(source.file_name().ok_or(io::ErrorKind::InvalidInput)?);
        let kind = entry?;
        let name = target.as_os_str().as_encoded_bytes();
        if name.ends_with(b"_fsm") || name.ends_with(b"_vm") {
            continue;
        }
        if kind.is_dir() {
            copy(&source, &target, owner)?;
        } else if kind.is_file() {
            fs::copy(&source, &target)?;
            fs::set_permissions(&target, Permissions::from_mode(0o600))?;
            give(&target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_kept_once_with_private_files_and_only_used_for_its_own_version() {
        let place = tempfile::tempdir().expect("a directory");
        let data = place.path().join("data");
        fs::create_dir_all(data.join("global")).expect("created");
        fs::write(data.join("PG_VERSION"), "15\n").expect("written");
        fs::write(data.join("global/pg_control"), "x").expect("written");
        let uid = fs::metadata(&data).expect("there").uid();
        let installation = |major: u32| Installation {
            bin: PathBuf::new(),
            major,
            version: format!("{major}.1 (Debian/x)"),
        };
        let cache = place.path().join("cache/lockstep");
        let template = Template::Cached(cache.join(name(&installation(15), uid)));
        assert_eq!(template.usable(&installation(15), uid), None);
        template.keep(&data).expect("kept");
        template.keep(&data).expect("kept by another run meanwhile");
        let kept = template.usable(&installation(15), uid).expect("usable");
        assert!(kept.ends_with(format!("2-15.1__Debian_x_-{uid}")), "{kept:?}");
        let mode = |path: &Path| fs::metadata(path).expect("there").mode() & 0o777;
        assert_eq!((mode(kept), mode(&kept.join("global/pg_control"))), (0o700, 0o600));
        assert_eq!(template.usable(&installation(16), uid), None);
        assert_eq!(template.usable(&installation(15), uid + 1), None);
        assert_eq!(fs::read_dir(&cache).expect("there").count(), 1, "nothing unfinished is left");
    }
}
