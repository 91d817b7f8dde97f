//! Settings of Flyway's that are kept where lockstep does not read them: Spring's properties, the
//! build files of Java projects. They are pointed at, so that nobody is left to wonder.

use std::path::Path;

use crate::formats::directory::Directory;
use crate::model::code::Code;
use crate::model::finding::{Finding, Severity};
use crate::model::place::Place;

use super::options;

/// File, and what in it sets something of Flyway's.
const PLACES: &[(&str, &str)] = &[
    ("application.properties", "spring.flyway."),
    ("application.yml", "flyway:"),
    ("application.yaml", "flyway:"),
    ("pom.xml", "<artifactId>flyway-maven-plugin"),
    ("build.gradle", "flyway {"),
    ("build.gradle.kts", "flyway {"),
];

/// A word for each such file around the migrations; none where `flyway.toml` or `flyway.conf` rules.
pub(super) fn findings(directory: &Directory) -> Vec<Finding> {
    if options::file_of(directory).is_some() {
        return Vec::new();
    }
    let folders: Vec<_> = directory.parents().collect();
    let files =
        folders.iter().flat_map(|folder| PLACES.iter().map(move |place| (folder.join(place.0), place.1)));
    files.filter(|(file, mark)| says(file, mark)).map(|(file, _)| finding(&file, directory.root())).collect()
}

fn says(file: &Path, mark: &str) -> bool {
    std::fs::read_to_string(file).is_ok_and(|text| text.contains(mark))
}

fn finding(file: &Path, root: &Path) -> Finding {
    let shown = file.strip_prefix(root).unwrap_or(file).display().to_string();
    let message = format!("{shown} sets something of Flyway's, which lockstep does not read there");
    Finding::new(Code::ConfigurationInvalid, message)
        .severity(Severity::Notice)
        .with_help(
            "what matters to migrations goes to `migrations` in lockstep.yml (table, placeholders) or to flyway.toml",
        )
        .at(Place::file(shown))
}
