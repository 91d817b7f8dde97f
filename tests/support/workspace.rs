//! A user's repository in a temp folder, with two fresh databases.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::binary::{Said, lockstep};
use super::cluster::{Cluster, Database, cluster};

/// A temp folder with migrations, and the databases its environment variables name.
pub(crate) struct Workspace {
    dir: tempfile::TempDir,
    pub(crate) staging: Database,
    pub(crate) production: Database,
    /// A third, empty database for restores.
    pub(crate) side: Database,
    pub(crate) variables: BTreeMap<String, String>,
}

impl Workspace {
    /// With a copy of a folder of this repository (`migrations-example/prisma`) in a folder of it.
    pub(crate) fn with(source: &str, into: &str) -> Self {
        let workspace = Self::empty();
        workspace.fill(source, into);
        workspace
    }

    /// Copies a folder of this repository into a folder of it.
    pub(crate) fn fill(&self, source: &str, into: &str) {
        let target = self.path().join(into);
        fs::create_dir_all(&target).expect("folders");
        copy(&repository().join(source), &target);
    }

    pub(crate) fn empty() -> Self {
        Self::on(cluster())
    }

    /// With its databases on this server.
    pub(crate) fn on(cluster: &Cluster) -> Self {
        let dir = tempfile::Builder::new().prefix("lockstep-case-").tempdir().expect("a folder");
        let [staging, production, side] =
            ["staging", "production", "side"].map(|label| cluster.database(label));
        let variables = BTreeMap::from([
            ("STAGING_DATABASE_URL".to_owned(), staging.url()),
            ("PROD_DATABASE_URL".to_owned(), production.url()),
        ]);
        Self { dir, staging, production, side, variables }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).expect(file)
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        lockstep(self.path(), &self.variables, args)
    }

    pub(crate) fn run(&self, args: &[&str]) -> Said {
        self.command(args).output().expect("the binary runs").into()
    }

    /// Runs and asserts the exit code.
    pub(crate) fn expect(&self, code: i32, args: &[&str]) -> Said {
        let said = self.run(args);
        assert_eq!(said.code, code, "lockstep {}\n{}", args.join(" "), said.all());
        said
    }

    /// The one database of an environment.
    pub(crate) fn database(&self, environment: &str) -> &Database {
        match environment {
            "staging" => &self.staging,
            "production" => &self.production,
            "side" => &self.side,
            other => panic!("no environment {other:?} in this test"),
        }
    }

    pub(crate) fn git(&self, args: &[&str]) {
        let done = Command::new("git")
            .current_dir(self.path())
            .args(["-c", "user.name=test", "-c", "user.email=test@example.com"])
            .args(args)
            // The same files are the same commit at every run.
            .env("GIT_AUTHOR_DATE", "2026-03-01T05:17:00Z")
            .env("GIT_COMMITTER_DATE", "2026-03-01T05:17:00Z")
            .output()
            .expect("git");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
}

/// The root of this repository.
pub(crate) fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Copies the files below a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target).expect("a folder");
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}
