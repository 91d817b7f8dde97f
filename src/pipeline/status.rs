//! Step: the standing of every migration in every environment.

use crate::formats::Folder;
use crate::model::finding::Severity;

use super::failure::Outcome;
use super::run::{Done, Run};

pub(crate) fn run(run: &mut Run<'_>) -> Outcome<Done> {
    let folder = run.folder()?;
    let problems = report_standings(run, &folder);
    let pending: Vec<String> = run
        .targets
        .iter()
        .map(|target| format!("{} {} pending", target.environment.name, target.standings.pending().count()))
        .collect();
    let mut summary = format!("{} {} migrations", folder.migrations.len(), folder.tool.as_str());
    if !pending.is_empty() {
        summary.push_str(&format!(": {}", pending.join(", ")));
    }
    Ok(if problems { Done::failed(summary) } else { Done::passed(summary) })
}

/// Adds what the histories say to the findings; true when any of it is an error.
pub(crate) fn report_standings(run: &mut Run<'_>, folder: &Folder) -> bool {
    let mut findings = Vec::new();
    for target in &run.targets {
        findings.extend(target.standings.findings.iter().cloned());
        let name = &target.environment.name;
        findings.extend(folder.untracked(name, &target.standings, target.has_user_tables));
    }
    let problems = findings.iter().any(|finding| finding.severity == Severity::Error);
    for finding in findings {
        run.find(finding);
    }
    problems
}
