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
    Other { name: "diesel", recognise: diesel },
    Other { name: "flyway or refinery", recognise: flyway },
    Other { name: "goose", recognise: |directory| annotated(directory, &["--+gooseup", "--+goosedown"]) },
    Other { name: "dbmate", recognise: |directory| annotated(directory, &["--migrate:up"]) },
    Other { name: "node-pg-migrate", recognise: |directory| annotated(directory, &["--upmigration"]) },
    Other { name: "golang-migrate", recognise: golang_migrate },
];

/// A marker in the folder above.
fn beside(directory: &Directory, files: &[&str]) -> Option<Evidence> {
    let parent = directory.parent()?;
    let file = files.iter().find(|file| parent.join(file).is_file())?;
    Some(Evidence::new(Strength::Marker, *file))
}

fn diesel(directory: &Directory) -> Option<Evidence> {
    let folder = directory.folder_with("up.sql")?;
    Some(match beside(directory, &["diesel.toml"]) {
        Some(marker) => marker,
        None => Evidence::new(Strength::Name, format!("{folder}/up.sql")),
    })
}

/// `V1__name.sql`, `R__name.sql`, `U1__name.sql`.
fn flyway(directory: &Directory) -> Option<Evidence> {
    let versioned = |file: &&str| {
        let (prefix, _) = file.split_once("__")?;
        let version = prefix.strip_prefix(['V', 'U'])?;
        let digits = version.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'_'));
        (digits && !version.is_empty()).then_some(())
    };
    let file = directory.sql_files().find(|file| versioned(file).is_some() || file.starts_with("R__"))?;
    Some(Evidence::new(Strength::Content, file))
}

/// `1_x.up.sql` is also sqlx's reversible form, which then shows elsewhere.
fn golang_migrate(directory: &Directory) -> Option<Evidence> {
    let file = directory.sql_files().find(|file| file.ends_with(".up.sql"))?;
    sqlx::recognise(directory).is_none().then(|| Evidence::new(Strength::Name, file))
}
