//! A user's repository in a temp folder, with two fresh databases.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::binary::{Said, lockstep};
use super::cluster::{Database, cluster};

/// A temp folder with migrations, and the databases its environment variables name.
pub struct Workspace {
    dir: tempfile::TempDir,
    pub staging: Database,
    pub production: Database,
    /// A third, empty database for restores.
    pub side: Database,
    pub variables: BTreeMap<String, String>,
}

impl Workspace {
    /// With a copy of a folder of this repository (`migrations-example/prisma`) at its root.
    pub fn with(source: &str) -> Self {
        let workspace = Self::empty();
        copy(&repository().join(source), workspace.path());
        workspace
    }

    pub fn empty() -> Self {
        let dir = tempfile::Builder::new().prefix("lockstep-case-").tempdir().expect("a folder");
        let [staging, production, side] =
            ["staging", "production", "side"].map(|label| cluster().database(label));
        let variables = BTreeMap::from([
            ("STAGING_DATABASE_URL".to_owned(), staging.url()),
            ("PROD_DATABASE_URL".to_owned(), production.url()),
        ]);
        Self { dir, staging, production, side, variables }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn write(&self, file: &str, text: &str) {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).expect(file)
    }

    pub fn command(&self, args: &[&str]) -> Command {
        lockstep(self.path(), &self.variables, args)
    }

    pub fn run(&self, args: &[&str]) -> Said {
        self.command(args).output().expect("the binary runs").into()
    }

    /// Runs and asserts the exit code.
    pub fn expect(&self, code: i32, args: &[&str]) -> Said {
        let said = self.run(args);
        assert_eq!(said.code, code, "lockstep {}\n{}", args.join(" "), said.all());
        said
    }

    /// The one database of an environment.
    pub fn database(&self, environment: &str) -> &Database {
        match environment {
            "staging" => &self.staging,
            "production" => &self.production,
            "side" => &self.side,
            other => panic!("no environment {other:?} in this test"),
        }
    }

    pub fn git(&self, args: &[&str]) {
        let done = Command::new("git")
            .current_dir(self.path())
            .args(["-c", "user.name=test", "-c", "user.email=test@example.com"])
            .args(args)
            .output()
            .expect("git");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
}

/// The root of this repository.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Copies the files below a folder.
pub fn copy(from: &Path, to: &Path) {
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
