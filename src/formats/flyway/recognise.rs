//! What says that a folder is Flyway's: its settings, a Java project's layout, or names that no other
//! tool would take. Plain `V1__x.sql` may as well be refinery's.

use crate::formats::detect::{Evidence, Strength};
use crate::formats::directory::Directory;

use super::name::{Name, Sort};
use super::options::{self, Options};

/// Where Java projects keep migrations.
const LAYOUT: &str = "db/migration";

pub(super) fn recognise(directory: &Directory) -> Option<Evidence> {
    let names = names(directory)?;
    let (first, _) = names.first()?;
    if let Some(file) = options::file_of(directory) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        return Some(Evidence::new(Strength::Marker, name));
    }
    if directory.path() == LAYOUT || directory.path().ends_with(&format!("/{LAYOUT}")) {
        return Some(Evidence::new(Strength::Marker, format!("{LAYOUT}/{first}")));
    }
    Some(Evidence::new(Strength::Content, own_name(directory).unwrap_or_else(|| first.clone())))
}

/// A file that refinery would not take: it knows neither repeatable nor baseline migrations, nor
/// versions of several numbers.
pub(super) fn own_name(directory: &Directory) -> Option<String> {
    let own = |(file, name): &(String, Name)| {
        matches!(name.sort, Sort::Repeatable | Sort::Baseline)
            || (name.sort == Sort::Versioned && (name.version.contains('.') || !file.contains("__")))
    };
    names(directory)?.into_iter().find(own).map(|(file, _)| file)
}

/// The migrations in the folder and below it.
fn names(directory: &Directory) -> Option<Vec<(String, Name)>> {
    let options = Options::read(directory).unwrap_or_default();
    let named = |path: &String| {
        let file = path.rsplit('/').next().unwrap_or(path);
        Some((file.to_owned(), Name::parse(file, &options)?.ok()?))
    };
    Some(directory.files_below().ok()?.iter().filter_map(named).collect())
}
