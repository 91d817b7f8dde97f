//! The answer of a run in one sentence, and what to do next: the same words in every output.

use std::collections::BTreeSet;

use crate::model::code::Code;
use crate::model::exit::Exit;
use crate::model::finding::{Finding, Severity};
use crate::model::mode::Mode;
use crate::model::report::{EnvironmentReport, Report, StepStatus};

use super::plans::{asked, to_allow};
use crate::model::amount::count;

/// How the answer feels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Good,
    /// Done, but something is worth a look.
    Careful,
    Bad,
}

impl Tone {
    pub(crate) fn emoji(self) -> &'static str {
        match self {
            Self::Good => "✅",
            Self::Careful => "⚠️",
            Self::Bad => "❌",
        }
    }
}

/// The answer of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) tone: Tone,
    /// Lower case, without a full stop. May hold environment names: writers escape it.
    pub(crate) headline: String,
    /// At most three, the most urgent first; empty when there is nothing to do.
    pub(crate) next: Vec<String>,
}

/// How many pieces of advice a verdict gives; all others stand beside their findings.
const MOST_ADVICE: usize = 3;

/// The answer of this run.
pub(crate) fn verdict(report: &Report) -> Verdict {
    let warnings = of(report, Severity::Warning);
    let tone = match report.exit {
        Exit::Done if warnings == 0 => Tone::Good,
        Exit::Done => Tone::Careful,
        _ => Tone::Bad,
    };
    Verdict { tone, headline: headline(report), next: next(report) }
}

/// Findings worst first; among equals in the order they were made.
pub(crate) fn worst_first(report: &Report) -> Vec<&Finding> {
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    findings.sort_by_key(|finding| finding.severity);
    findings
}

/// `2 errors, 1 warning, 3 notices`; what there is none of is left out. Empty for no findings.
pub(crate) fn tally(report: &Report) -> String {
    counted(report, &[Severity::Error, Severity::Warning, Severity::Notice])
}

/// The same of what somebody has to look at.
fn weighty(report: &Report) -> String {
    counted(report, &[Severity::Error, Severity::Warning])
}

fn counted(report: &Report, severities: &[Severity]) -> String {
    let parts: Vec<String> = severities
        .iter()
        .copied()
        .map(|severity| (of(report, severity), severity.as_str()))
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| count(number, word))
        .collect();
    parts.join(", ")
}

/// All migrations this run applied, over all environments.
pub(crate) fn applied(report: &Report) -> usize {
    report.environments.iter().map(|environment| environment.applied.len()).sum()
}

/// All migrations that wait, over all environments; `None` when no history was read.
pub(crate) fn pending(report: &Report) -> Option<usize> {
    report.environments.iter().filter_map(|environment| environment.pending()).reduce(|a, b| a + b)
}

/// The migrations that wait somewhere, each once.
pub(super) fn files_pending(report: &Report) -> usize {
    let migrations =
        report.environments.iter().flat_map(|environment| environment.migrations.iter().flatten());
    let pending = migrations.filter(|migration| migration.standing.is_pending());
    pending.map(|migration| migration.version.as_str()).collect::<BTreeSet<_>>().len()
}

/// How many findings are that bad.
pub(super) fn of(report: &Report, severity: Severity) -> usize {
    report.findings.iter().filter(|finding| finding.severity == severity).count()
}

fn headline(report: &Report) -> String {
    match report.exit {
        Exit::Done if report.only_checked.is_some() => only_checked(report).unwrap_or_default(),
        Exit::Done if report.dry_run => match asked(report) {
            Some(_) => format!("dry run: {}", planned(report)),
            None => "dry run: nothing was changed".to_owned(),
        },
        Exit::Done => done(report),
        Exit::Findings => findings(report),
        Exit::Failed => format!("{} failed", failed_step(report)),
        Exit::Refused => match applied_where(report) {
            None => "refused before any change".to_owned(),
            Some(applied) => format!("{} was refused; before it {applied}", failed_step(report)),
        },
        Exit::Unreachable => "a database or service could not be reached".to_owned(),
        Exit::Configuration => "bad configuration or unreadable migration files".to_owned(),
        Exit::Usage => "called wrongly".to_owned(),
        Exit::Interrupted | Exit::Terminated => format!("{} was interrupted", failed_step(report)),
    }
}

/// Why a run did no more than check: that nothing was wrong is no answer to what was asked.
fn only_checked(report: &Report) -> Option<String> {
    let why = report.only_checked.as_ref()?;
    match report.steps.is_empty() {
        true => Some(why.clone()),
        false => Some(format!("{why}; the files were checked")),
    }
}

/// `8 migrations applied to staging and production`.
fn applied_where(report: &Report) -> Option<String> {
    let mut parts: Vec<(usize, Vec<&str>)> = Vec::new();
    for environment in report.environments.iter().filter(|environment| !environment.applied.is_empty()) {
        let number = environment.applied.len();
        match parts.iter_mut().find(|(known, _)| *known == number) {
            Some((_, names)) => names.push(&environment.name),
            None => parts.push((number, vec![&environment.name])),
        }
    }
    let parts: Vec<String> = parts
        .iter()
        .map(|(number, names)| format!("{} applied to {}", count(*number, "migration"), names.join(" and ")))
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn done(report: &Report) -> String {
    let applied = applied_where(report).unwrap_or_else(|| "nothing to apply".to_owned());
    let waiting = pending(report).unwrap_or(0);
    match report.mode {
        Mode::Deploy if waiting == 0 => format!("{applied}, all environments are in step"),
        Mode::Apply | Mode::Deploy => applied,
        Mode::Status if waiting > 0 => format!("{} to apply", count(files_pending(report), "migration")),
        Mode::Status if pending(report).is_none() => "no history was read".to_owned(),
        Mode::Status => "all migrations are applied".to_owned(),
        Mode::Check => "the migration files are sound".to_owned(),
        Mode::Compare if !report.changes.is_empty() => "no difference that is an error".to_owned(),
        Mode::Compare => "no differences".to_owned(),
        Mode::Plan => planned(report),
        Mode::SyncSchema => synchronised(report),
        Mode::Verify if !report.changes.is_empty() => "verified: no difference that is an error".to_owned(),
        Mode::Verify => "verified: the schema is what the migrations say".to_owned(),
        Mode::Health => "healthy".to_owned(),
        Mode::Backup => "backup made".to_owned(),
        Mode::Restore => "backup restored".to_owned(),
        Mode::Baseline | Mode::Resolve => "history recorded".to_owned(),
        Mode::Export => "schema exported".to_owned(),
        Mode::Publish => "published".to_owned(),
        Mode::Demo => "demo finished".to_owned(),
    }
}

/// `12 statements turn production into staging, 2 hazards must be allowed`.
fn planned(report: &Report) -> String {
    let Some(plan) = asked(report).map(|reported| &reported.plan) else {
        return "nothing was planned".to_owned();
    };
    let (from, to) = &plan.sides;
    let mut said = match plan.statements().count() {
        0 if plan.unsupported.is_empty() => return format!("{from} is as {to} wants it"),
        0 => format!("no statement turns {from} into {to}"),
        1 => format!("1 statement turns {from} into {to}"),
        number => format!("{} turn {from} into {to}", count(number, "statement")),
    };
    for (number, what) in [(plan.unsupported.len(), "is not supported"), (to_allow(plan), "must be allowed")]
    {
        let (noun, verb) = match what {
            "must be allowed" => ("hazard", what),
            _ if number == 1 => ("difference", what),
            _ => ("difference", "are not supported"),
        };
        if number > 0 {
            said.push_str(&format!(", {} {verb}", count(number, noun)));
        }
    }
    said
}

fn synchronised(report: &Report) -> String {
    match asked(report).map(|reported| &reported.plan) {
        Some(plan) if !plan.is_empty() => {
            let statements = count(plan.statements().count(), "statement");
            format!("{} holds the schema of {} now: {statements} ran", plan.sides.0, plan.sides.1)
        }
        _ => planned(report),
    }
}

fn findings(report: &Report) -> String {
    if matches!(report.mode, Mode::Plan) && asked(report).is_some() {
        return planned(report);
    }
    let found = match drifted(report).as_slice() {
        [] if report.findings.is_empty() => "the answer is no".to_owned(),
        [] => format!("{} found {}", failed_step(report), weighty(report)),
        names => format!("{} drifted ({})", names.join(" and "), weighty(report)),
    };
    if !matches!(report.mode, Mode::Apply | Mode::Deploy) || report.dry_run {
        return found;
    }
    // What everybody asks first about a deploy that stopped: was anything changed?
    format!("{found}; {}", applied_where(report).unwrap_or_else(|| "nothing was applied".to_owned()))
}

/// Names of the environments whose schema is not what their migrations make.
pub(super) fn drifted(report: &Report) -> Vec<&str> {
    let drifted = |environment: &&EnvironmentReport| environment.drift.is_some_and(|changes| changes > 0);
    report.environments.iter().filter(drifted).map(|environment| environment.name.as_str()).collect()
}

/// `apply of production`: the step that did not pass, else the mode.
fn failed_step(report: &Report) -> String {
    match report.steps.iter().find(|step| step.status == StepStatus::Failed) {
        Some(step) => match &step.environment {
            Some(environment) => format!("{} of {environment}", step.step.as_str()),
            None => step.step.as_str().to_owned(),
        },
        None => report.mode.as_str().to_owned(),
    }
}

fn next(report: &Report) -> Vec<String> {
    let mut next: Vec<String> = Vec::new();
    let drifted = drifted(report);
    if !drifted.is_empty() {
        // One answer to however many changes: what each of them is stands beside its finding.
        next.push(format!(
            "write the changes made by hand in {} as a migration, or take them back there; what may differ \
             goes under `compare.ignore` with a reason",
            drifted.join(" and ")
        ));
    }
    let answered = |finding: &Finding| {
        !drifted.is_empty()
            && matches!(finding.code, Code::DriftMissing | Code::DriftExtra | Code::DriftDiffers)
    };
    let urgent = worst_first(report)
        .into_iter()
        .filter(|finding| finding.severity != Severity::Notice && !answered(finding));
    for help in urgent.filter_map(|finding| finding.help.as_ref()) {
        if next.len() < MOST_ADVICE && !next.contains(help) {
            next.push(help.clone());
        }
    }
    if next.is_empty()
        && let Some(advice) = advice_on_plan(report)
    {
        next.push(advice);
    }
    let reads_only = matches!(report.mode, Mode::Status | Mode::Check | Mode::Verify | Mode::Compare);
    if next.is_empty() && pending(report).unwrap_or(0) > 0 && (reads_only || report.dry_run) {
        let tool = report.environments.iter().find_map(|environment| environment.tool);
        next.push(match tool.filter(|tool| tool.is_read_only()) {
            Some(tool) => format!("apply what is pending with {}; lockstep checks its work", tool.as_str()),
            None => "run `lockstep deploy` to apply what is pending".to_owned(),
        });
    }
    next
}

/// What to do with a plan that was only made.
fn advice_on_plan(report: &Report) -> Option<String> {
    let reported = asked(report)?;
    let plan = &reported.plan;
    if !plan.unsupported.is_empty() {
        return Some("do by hand what is not supported, as its reasons say, and plan again".to_owned());
    }
    if plan.is_empty() || !(report.mode == Mode::Plan || report.dry_run) {
        return None;
    }
    Some(match to_allow(plan) {
        0 => format!("read the SQL, then run `lockstep sync-schema --approved {}`", reported.hash),
        _ => "read the hazards; what is meant goes under `allow` with a reason, by hazard and object"
            .to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outputs::sample;

    #[test]
    fn a_drifted_environment_is_named_and_errors_advise_before_warnings() {
        let verdict = verdict(&sample::drifted());
        assert_eq!(verdict.tone, Tone::Bad);
        assert_eq!(
            verdict.headline,
            "production drifted (3 errors, 1 warning); 1 migration applied to staging"
        );
        assert!(verdict.next[0].starts_with("write the changes made by hand in production"));
        assert!(verdict.next.len() <= MOST_ADVICE);
    }

    #[test]
    fn a_plan_says_what_it_does_and_what_keeps_it_from_running() {
        let mut report = sample::planned();
        report.mode = Mode::Plan;
        let said = verdict(&report);
        let expected = "dry run: 7 statements turn production into staging, 1 difference is not supported, 2 hazards \
                        must be allowed";
        assert_eq!(said.headline, expected);
        assert!(said.next[0].starts_with("do by hand"), "{:?}", said.next);
        report.plans[0].plan.unsupported.clear();
        assert!(verdict(&report).next[0].contains("`allow`"));
        let hazards = report.plans[0].plan.groups.iter_mut().flat_map(|group| &mut group.statements);
        hazards.for_each(|statement| statement.hazards.clear());
        assert!(verdict(&report).next[0].contains("--approved sha256:5a"));
        (report.mode, report.dry_run) = (Mode::SyncSchema, false);
        assert_eq!(verdict(&report).headline, "production holds the schema of staging now: 7 statements ran");
        report.plans[0].plan.groups.clear();
        assert_eq!(verdict(&report).headline, "production is as staging wants it");
    }

    #[test]
    fn every_mode_and_exit_has_a_headline() {
        let mut report = sample::empty();
        for mode in Mode::ALL {
            for exit in Exit::ALL {
                (report.mode, report.exit) = (mode, exit);
                assert!(!verdict(&report).headline.is_empty());
            }
        }
    }
}
