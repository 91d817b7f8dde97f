//! Migration tools that lockstep does not run. They are recognised so that their files are never
//! taken for plain SQL: a down part would run, an order would be wrong.

use super::annotation::annotated;
use super::detect::{Evidence, Strength};
use super::directory::Directory;

/// A tool known by its signs only.
pub(super) struct Other {
    pub(super) name: &'static str,
    pub(super) recognise: fn(&Directory) -> Option<Evidence>,
}

pub(super) static OTHERS: &[Other] = &[
    Other { name: "atlas", recognise: |directory| inside(directory, "atlas.sum") },
    Other { name: "sqitch", recognise: |directory| beside(directory, &["sqitch.plan", "sqitch.conf"]) },
    Other { name: "liquibase", recognise: liquibase },
];

fn inside(directory: &Directory, file: &str) -> Option<Evidence> {
    directory.has(file).then(|| Evidence::new(Strength::Marker, file))
}

/// A marker in the folder above.
fn beside(directory: &Directory, files: &[&str]) -> Option<Evidence> {
    let parent = directory.parent()?;
    let file = files.iter().find(|file| parent.join(file).is_file())?;
    Some(Evidence::new(Strength::Marker, *file))
}

fn liquibase(directory: &Directory) -> Option<Evidence> {
    let changelogs =
        ["changelog.xml", "changelog.yaml", "db.changelog-master.xml", "db.changelog-master.yaml"];
    match changelogs.iter().find(|file| directory.has(file)) {
        Some(file) => Some(Evidence::new(Strength::Marker, *file)),
        None => annotated(directory, &["--liquibaseformattedsql"]),
    }
}
