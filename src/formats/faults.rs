//! What is wrong with the names and texts of migrations, whatever the databases say.

use std::cmp::Ordering;

use super::body::Body;
use super::error::FormatError;
use super::format::Format;
use crate::model::code::Code;
use crate::model::finding::{Finding, Severity};
use crate::model::history::{Migration, Tool};
use crate::model::place::Place;
use crate::sql::classify::Class;

/// Migrations that share a version, also when it is written differently (`1` and `01`).
pub(super) fn duplicates(format: &dyn Format, migrations: &[Migration]) -> Vec<Finding> {
    let same =
        |pair: &&[Migration]| format.compare_versions(&pair[0].version, &pair[1].version) == Ordering::Equal;
    let finding = |pair: &[Migration]| {
        let message = format!("{} and {} share the version {}", pair[0].file, pair[1].file, pair[1].version);
        Finding::new(Code::MigrationDuplicate, message)
            .with_help("give the one that ran nowhere yet a later version")
            .at(Place::file(&pair[1].file))
    };
    migrations.windows(2).filter(same).map(finding).collect()
}

/// What is wrong with a migration's text.
pub(super) fn text_findings(tool: Tool, format: &dyn Format, migration: &Migration) -> Vec<Finding> {
    let mut findings = Vec::new();
    let body = Body::of(migration);
    if body.sql().starts_with('\u{feff}') {
        let message = format!("{} begins with a byte order mark, which PostgreSQL refuses", migration.file);
        let finding = Finding::new(Code::MigrationByteOrderMark, message)
            .with_help("save it as UTF-8 without byte order mark, unless it has been applied already")
            .at(Place::at(&migration.file, 1, 1));
        findings.push(finding);
    }
    if let Err(FormatError::Unsupported { place, reason }) = format.check(migration, &body) {
        let message = format!("{} cannot be applied: {reason}", migration.file);
        findings.push(Finding::new(Code::MigrationUnsupported, message).at(place));
    }
    if let Some(place) = body.place_of(Class::NoTransaction)
        && let Some(help) = format.transaction_trap(migration, &body)
    {
        let message = format!(
            "{} will fail: this statement cannot run in a transaction, and {} sends the file as one",
            migration.file,
            tool.as_str()
        );
        let finding = Finding::new(Code::MigrationUnsupported, message)
            .severity(Severity::Warning)
            .with_help(help)
            .at(place);
        findings.push(finding);
    }
    findings
}
