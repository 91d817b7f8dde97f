//! Flyway's callbacks: SQL files that it runs around migrations. lockstep does not run them, and
//! says so instead of leaving something out in silence.

use super::options::Options;
use crate::model::code::Code;
use crate::model::finding::{Finding, Severity};
use crate::model::place::Place;

/// Why migrations with callbacks are not applied.
pub(super) const HINDRANCE: &str =
    "Flyway would also run the callbacks beside the migrations, and lockstep would not";

/// What takes place in a run of `migrate`. Others (`afterInfo`, `beforeClean`) do not matter.
const EVENTS: &[&str] = &[
    "beforeConnect",
    "afterConnect",
    "beforeCreateSchema",
    "createSchema",
    "beforeValidate",
    "afterValidate",
    "afterValidateError",
    "beforeMigrate",
    "beforeEachMigrate",
    "beforeEachMigrateStatement",
    "afterEachMigrateStatement",
    "afterEachMigrateStatementError",
    "afterEachMigrate",
    "afterEachMigrateError",
    "beforeRepeatables",
    "afterVersioned",
    "afterMigrateApplied",
    "afterMigrate",
    "afterMigrateError",
];

/// The event that runs a file: `afterMigrate.sql`, `afterMigrate__grants.sql`.
pub(super) fn when(file: &str, options: &Options) -> Option<&'static str> {
    let stem = options.suffixes.iter().find_map(|suffix| file.strip_suffix(suffix.as_str()))?;
    let event = stem.split(options.separator.as_str()).next()?;
    EVENTS.iter().find(|known| **known == event).copied()
}

/// A clear word about a callback; `None`: the file is none.
pub(super) fn finding(file: &str, path: &str, options: &Options) -> Option<Finding> {
    let event = when(file, options)?;
    let message = format!("{path} is a callback that Flyway runs at {event}; lockstep does not run it");
    Some(
        Finding::new(Code::MigrationUnsupported, message)
            .severity(Severity::Warning)
            .with_help("lockstep checks these migrations; apply them with Flyway, or make it a migration `R__name.sql`")
            .at(Place::file(path)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callbacks_of_a_migration_run_are_known() {
        for (file, event) in [
            ("afterMigrate__grants.sql", Some("afterMigrate")),
            ("beforeEachMigrate.sql", Some("beforeEachMigrate")),
            ("afterInfo.sql", None),
            ("V1__afterMigrate.sql", None),
        ] {
            assert_eq!(when(file, &Options::default()), event, "{file}");
        }
    }
}
