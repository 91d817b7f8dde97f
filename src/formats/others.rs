//! Migration tools that lockstep does not run. They are recognised so that their files are never
//! taken for plain SQL: a down part would run, an order would be wrong.

use super::annotation::annotated;
use super::detect::{Evidence, Strength};
use super::directory::Directory;
use super::sqlx;

/// A tool known by its signs only.
pub(super) struct Other {
    pub(super) name: &'static str,
    pub(super) recognise: fn(&Directory) -> Option<Evidence>,
}

pub(super) static OTHERS: &[Other] = &[
    Other { name: "drizzle", recognise: drizzle },
    Other { name: "atlas", recognise: |directory| inside(directory, "atlas.sum") },
    Other { name: "diesel", recognise: diesel },
    Other { name: "sqitch", recognise: |directory| beside(directory, &["sqitch.plan", "sqitch.conf"]) },
    Other { name: "liquibase", recognise: liquibase },
    Other { name: "goose", recognise: |directory| annotated(directory, &["--+gooseup", "--+goosedown"]) },
    Other { name: "dbmate", recognise: |directory| annotated(directory, &["--migrate:up"]) },
    Other { name: "node-pg-migrate", recognise: |directory| annotated(directory, &["--upmigration"]) },
    Other { name: "golang-migrate", recognise: golang_migrate },
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

fn drizzle(directory: &Directory) -> Option<Evidence> {
    if let Some(evidence) = inside(directory, "meta/_journal.json") {
        return Some(evidence);
    }
    let folder = directory.folder_with("migration.sql")?;
    let configured = ["ts", "js", "mjs", "json"].iter().find(|suffix| {
        directory.parents().any(|parent| parent.join(format!("drizzle.config.{suffix}")).is_file())
    })?;
    (!directory.has("migration_lock.toml"))
        .then(|| Evidence::new(Strength::Marker, format!("drizzle.config.{configured} and {folder}")))
}

fn diesel(directory: &Directory) -> Option<Evidence> {
    let folder = directory.folder_with("up.sql")?;
    Some(match beside(directory, &["diesel.toml"]) {
        Some(marker) => marker,
        None => Evidence::new(Strength::Name, format!("{folder}/up.sql")),
    })
}

fn liquibase(directory: &Directory) -> Option<Evidence> {
    let changelogs =
        ["changelog.xml", "changelog.yaml", "db.changelog-master.xml", "db.changelog-master.yaml"];
    match changelogs.iter().find(|file| directory.has(file)) {
        Some(file) => Some(Evidence::new(Strength::Marker, *file)),
        None => annotated(directory, &["--liquibaseformattedsql"]),
    }
}

/// `1_x.up.sql` is also sqlx's reversible form, which then shows elsewhere.
fn golang_migrate(directory: &Directory) -> Option<Evidence> {
    let file = directory.sql_files().find(|file| file.ends_with(".up.sql"))?;
    sqlx::recognise(directory).is_none().then(|| Evidence::new(Strength::Name, file))
}
