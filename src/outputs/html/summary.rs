//! The numbers at the top of the page, and what its filter can look at alone.

use crate::model::amount::duration;
use crate::model::report::{Report, StepStatus};
use crate::outputs::differences::Tally;
use crate::outputs::verdict::{applied, pending, tally, verdict};

use super::view::tone;

/// A number worth seeing first.
pub(super) struct Tile {
    pub(super) label: &'static str,
    pub(super) number: String,
    pub(super) detail: String,
    pub(super) tone: &'static str,
}

/// A class or severity that can be looked at alone.
pub(super) struct Filter {
    /// `class` or `severity`.
    pub(super) of: &'static str,
    pub(super) word: &'static str,
    pub(super) count: usize,
}

/// What the run looked into, in numbers.
pub(super) fn tiles(report: &Report) -> Vec<Tile> {
    let mut tiles = Vec::new();
    let compared = report.environments.iter().any(|environment| environment.drift.is_some());
    if compared || !report.changes.is_empty() {
        let tally: Tally = report.changes.iter().collect();
        let classes = tally.classes().filter(|(_, number)| *number > 0);
        let classes: Vec<String> =
            classes.map(|(class, number)| format!("{number} {}", class.as_str())).collect();
        tiles.push(Tile {
            label: "schema changes",
            number: tally.all().to_string(),
            detail: if classes.is_empty() { "none".to_owned() } else { classes.join(", ") },
            tone: if tally.all() == 0 { "good" } else { "bad" },
        });
    }
    let tally = tally(report);
    tiles.push(Tile {
        label: "findings",
        number: report.findings.len().to_string(),
        tone: if report.findings.is_empty() { "good" } else { tone(verdict(report).tone) },
        detail: if tally.is_empty() { "nothing to tell".to_owned() } else { tally },
    });
    if let Some(waiting) = pending(report) {
        tiles.push(Tile {
            label: if waiting == 1 { "pending migration" } else { "pending migrations" },
            number: waiting.to_string(),
            detail: match applied(report) {
                0 => "none applied by this run".to_owned(),
                number => format!("{number} applied by this run"),
            },
            tone: if waiting == 0 { "good" } else { "careful" },
        });
    }
    let passed = report.steps.iter().filter(|step| step.status == StepStatus::Passed).count();
    if !report.steps.is_empty() {
        tiles.push(Tile {
            label: "steps passed",
            number: format!("{passed}/{}", report.steps.len()),
            detail: format!("in {}", duration(report.took)),
            tone: if passed == report.steps.len() { "good" } else { "plain" },
        });
    }
    tiles
}

/// The classes and severities that occur.
pub(super) fn filters(report: &Report) -> Vec<Filter> {
    let tally: Tally = report.changes.iter().collect();
    let classes = tally.classes().map(|(class, count)| Filter { of: "class", word: class.as_str(), count });
    let severities = ["error", "warning", "notice"].into_iter().map(|word| {
        let findings = report.findings.iter().filter(|finding| finding.severity.as_str() == word).count();
        let changes = report.changes.iter().filter(|change| change.severity.as_str() == word).count();
        Filter { of: "severity", word, count: findings + changes }
    });
    classes.chain(severities).filter(|filter| filter.count > 0).collect()
}
