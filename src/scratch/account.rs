//! As whom the scratch server runs: PostgreSQL refuses to run as root, and initdb refuses a user
//! id without a name.

use std::path::{Path, PathBuf};

/// The user id that `nobody` has on every common system.
const NOBODY: u32 = 65534;

/// A user of this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) uid: u32,
    pub(super) gid: u32,
    /// `/etc/passwd` has a name for the id.
    pub(super) named: bool,
}

impl Account {
    /// Ourselves (`uid`, `gid`), or an unprivileged user when we are root.
    pub(super) fn choose(uid: u32, gid: u32) -> Self {
        choose(uid, gid, &std::fs::read_to_string("/etc/passwd").unwrap_or_default())
    }

    /// What the files of nss_wrapper must say for the id to have a name: passwd, group.
    pub(super) fn name_files(self, home: &Path) -> (String, String) {
        let Self { uid, gid, .. } = self;
        let home = home.display();
        (format!("postgres:x:{uid}:{gid}:PostgreSQL:{home}:/bin/false\n"), format!("postgres:x:{gid}:\n"))
    }
}

fn choose(uid: u32, gid: u32, passwd: &str) -> Account {
    let entries: Vec<(&str, u32, u32)> = passwd.lines().filter_map(entry).collect();
    if uid != 0 {
        return Account { uid, gid, named: entries.iter().any(|(_, id, _)| *id == uid) };
    }
    ["postgres", "nobody"]
        .iter()
        .find_map(|wanted| entries.iter().find(|(name, id, _)| name == wanted && *id != 0))
        .map_or(Account { uid: NOBODY, gid: NOBODY, named: false }, |(_, uid, gid)| Account {
            uid: *uid,
            gid: *gid,
            named: true,
        })
}

/// Name, user id and group id of one line of passwd(5).
fn entry(line: &str) -> Option<(&str, u32, u32)> {
    let mut fields = line.split(':');
    let name = fields.next()?;
    let uid = fields.nth(1)?.parse().ok()?;
    let gid = fields.next()?.parse().ok()?;
    Some((name, uid, gid))
}

/// The library that gives a nameless user id a name, as PostgreSQL's own container image does
/// (<https://cwrap.org/nss_wrapper.html>).
pub(super) fn nss_wrapper() -> Option<PathBuf> {
    let libraries = ["/usr/lib", "/lib", "/usr/lib64", "/usr/local/lib"].map(PathBuf::from);
    let per_architecture = libraries.iter().take(2).filter_map(|dir| std::fs::read_dir(dir).ok());
    let below = per_architecture.flat_map(|entries| entries.flatten().map(|entry| entry.path()));
    libraries
        .iter()
        .cloned()
        .chain(below)
        .map(|dir| dir.join("libnss_wrapper.so"))
        .find(|library| library.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:n:/:/bin/false\n\
                          postgres:x:101:103:PostgreSQL:/var/lib/postgresql:/bin/bash\n";

    #[test]
    fn root_becomes_postgres_or_nobody_and_others_stay_themselves() {
        assert_eq!(choose(0, 0, PASSWD), Account { uid: 101, gid: 103, named: true });
        let without = PASSWD.replace("postgres:", "pg:");
        assert_eq!(choose(0, 0, &without), Account { uid: 65534, gid: 65534, named: true });
        assert_eq!(choose(0, 0, ""), Account { uid: 65534, gid: 65534, named: false });
        assert_eq!(choose(101, 5, PASSWD), Account { uid: 101, gid: 5, named: true });
        assert!(!choose(54321, 54321, PASSWD).named);
    }
}
