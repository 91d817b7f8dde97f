//! Whether a restored database is what was dumped.

use std::path::Path;

use super::contents::Contents;
use super::error::BackupError;
use super::take::scope;
use crate::db::Session;
use crate::db::capture::capture;
use crate::db::confirm::confirm;
use crate::model::attribute::Attribute;
use crate::model::diff::{Change, Difference, Rules, diff};
use crate::model::object::{Object, ObjectKey, ObjectKind};

/// The differences between the database that `session` reached and the catalog of the backup in
/// `dir`: from what was restored to what should have been. Texts are compared by what the restored
/// database makes of both.
pub(super) async fn differences(
    dir: &Path,
    contents: &Contents,
    session: &mut Session,
    with_owners: bool,
) -> Result<Vec<Change>, BackupError> {
    let mut expected = contents.catalog(dir)?;
    expected.objects.retain(is_dumped);
    let found = capture(session, &scope(&contents.without_schemas)).await?;
    let changes = diff(&found, &expected, &rules(contents, with_owners));
    let changes = changes.into_iter().filter(|change| {
        contents.knows_kind(change.key.kind) && !is_of_every_new_database(&change.key, &change.difference)
    });
    Ok(confirm(session, changes.collect(), &found, &expected).await?.changes)
}

/// pg_dump leaves out indexes whose concurrent build failed.
fn is_dumped(object: &Object) -> bool {
    !(object.key.kind == ObjectKind::Index && object.attributes.text(Attribute::Valid) == Some("false"))
}

fn rules(contents: &Contents, with_owners: bool) -> Rules {
    let mut skip_attributes: Vec<Attribute> =
        Attribute::ALL.iter().copied().filter(|attribute| !contents.knows_attribute(*attribute)).collect();
    // A dump says which extensions, not which versions: the server installs the one it has.
    skip_attributes.push(Attribute::Version);
    if !with_owners {
        skip_attributes.extend([Attribute::Owner, Attribute::Privileges]);
    }
    Rules { skip_attributes, skip_kinds: vec![ObjectKind::Database], ..Rules::default() }
}

/// What `CREATE DATABASE` makes and a dump does not take away where the original had dropped it.
fn is_of_every_new_database(key: &ObjectKey, difference: &Difference) -> bool {
    matches!(difference, Difference::Extra { .. })
        && matches!(
            (key.kind, &*key.name),
            (ObjectKind::Schema, "public") | (ObjectKind::Extension, "plpgsql")
        )
}
