//! The pipeline: steps in order, each from facts to an outcome, all into one report.
//!
//! One file per step. A step gathers (db, formats), decides (model) and only then writes. Steps
//! never format text for people beyond one-line summaries.

mod accepted;
mod allowed;
mod apply;
mod attempt;
mod backup;
mod blockers;
mod carry_out;
mod changes;
mod compare;
pub(crate) mod demo;
mod drift;
mod export;
mod failure;
mod fix;
mod gate;
mod git;
mod health;
mod identify;
#[cfg(test)]
mod measured_forms;
mod migrate;
mod places;
mod plan;
mod plan_script;
#[cfg(test)]
mod planned_cases;
#[cfg(test)]
mod planned_random;
mod prove;
pub(crate) mod publish;
mod reconnect;
mod record;
mod renames;
mod replay;
mod restore;
mod run;
mod self_test;
mod setback;
mod side;
mod spelling;
mod status;
mod steps;
mod stepwise;
mod sync;
mod target;
mod validate;
mod verify;

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime};

use crate::config::settings::Settings;
use crate::config::side::Sides;
use crate::config::task::Task;
use crate::model::code::Code;
use crate::model::exit::Exit;
use crate::model::finding::{Finding, Severity};
use crate::model::mode::{Mode, Step};
use crate::model::progress::Progress;
use crate::model::report::{Report, StepReport, StepStatus};

use failure::{Failure, Outcome};
use run::{Done, Run};
use steps::Planned;

pub(crate) use run::Surroundings;

/// Carries out a task. Whatever happens is in the report.
pub(crate) async fn run(
    settings: &Settings,
    task: &Task,
    sides: &Sides,
    surroundings: Surroundings,
) -> Report {
    let report = new_report(task);
    let started = Instant::now();
    let selection = match gate::select(settings, task, sides, surroundings.github.as_ref()) {
        Ok(selection) => selection,
        Err(failure) => {
            let mut report = not_started(task, failure);
            places::configured(&mut report, settings);
            return report;
        }
    };
    // An event that may not write or connect runs what reads: the same files, the histories that can be had.
    let checking = Task::Check { base: None };
    let task = if selection.read_only.is_some() { &checking } else { task };
    let mut run = Run::new(settings, task, sides, surroundings, selection.environments, report);
    run.started = started;
    let read_only = selection.read_only.is_some();
    run.report.only_checked = selection.read_only.as_ref().map(|finding| finding.message.clone());
    if read_only {
        run.environments.retain(|environment| environment.url.is_ok());
    }
    for finding in selection.read_only.into_iter().chain(selection.findings) {
        run.find(finding);
    }
    for finding in expired_rules(settings, run.today()) {
        run.find(finding);
    }
    // A mode that needs no migrations may be used where there are none; then nothing is left to check.
    if !read_only || identify::reads_history(run.report.mode) || run.folder().is_ok() {
        run_steps(&mut run).await;
    }
    places::fill(&mut run).await;
    replay::stop(&mut run).await;
    for target in std::mem::take(&mut run.targets) {
        // A session left in the middle of an answer cannot say goodbye.
        let _ = tokio::time::timeout(Duration::from_millis(500), target.session.close()).await;
    }
    run.report.took = started.elapsed();
    run.report
}

/// The report of a run that could not begin.
pub(crate) fn not_started(task: &Task, failure: Failure) -> Report {
    let mut report = new_report(task);
    report.exit = failure.exit;
    report.findings.push(*failure.finding);
    report
}

/// Ignore rules past their day: they no longer hold, and somebody should look at them again.
fn expired_rules(settings: &Settings, today: &str) -> Vec<Finding> {
    let expired = settings.compare.ignore.iter().filter_map(|rule| {
        // Days written as YYYY-MM-DD sort as text.
        let until = rule.until.as_deref().filter(|until| *until < today)?;
        Some(
            Finding::new(
                Code::IgnoreExpired,
                format!(
                    "the rule that ignores {:?} ({}) ended on {until}: nothing is ignored by it",
                    rule.name, rule.reason
                ),
            )
            .with_help("remove the rule from compare.ignore, or give it a new day")
            .at(rule.place.clone()),
        )
    });
    expired.collect()
}

fn new_report(task: &Task) -> Report {
    Report {
        mode: task.mode(),
        dry_run: task.is_dry_run(),
        every_migration: matches!(task, Task::Status { all: true }),
        only_checked: None,
        started_at: humantime::format_rfc3339_seconds(SystemTime::now()).to_string(),
        took: Duration::ZERO,
        environments: Vec::new(),
        steps: Vec::new(),
        changes: Vec::new(),
        sketches: Vec::new(),
        findings: Vec::new(),
        sql: None,
        plans: Vec::new(),
        exit: Exit::Done,
    }
}

async fn run_steps(run: &mut Run<'_>) {
    let mut failed = None;
    let mut stopped = false;
    let steps = steps::of(run.task, &run.environments);
    let to_come = steps.iter().map(|planned| (planned.step, planned.environment.clone())).collect();
    run.observe(Progress::Planned { steps: to_come });
    for planned in steps {
        if stopped {
            run.report.steps.push(not_run(&planned));
            continue;
        }
        if let Some(signal) = run.surroundings.cancel.signal() {
            let step = planned.step.as_str();
            run.find(
                Finding::new(Code::Interrupted, format!("interrupted before the {step} step"))
                    .with_help("nothing is open; run the same command again"),
            );
            failed = Some(signal.exit());
            stopped = true;
            run.report.steps.push(not_run(&planned));
            continue;
        }
        let environment = planned.environment.clone();
        run.observe(Progress::StepStarted { step: planned.step, environment: environment.clone() });
        let started = Instant::now();
        let done = match execute_until_stopped(run, &planned).await {
            Ok(done) => {
                // Reading modes tell everything there is to tell; a change stops at the first no.
                stopped = done.status == StepStatus::Failed && writes(run.task.mode());
                done
            }
            Err(failure) => {
                // A mode that changes nothing cannot have left a change half done.
                let refused = failure.exit == Exit::Failed && !writes(run.task.mode());
                let exit = if refused { Exit::Unreachable } else { failure.exit };
                let exit = run.surroundings.cancel.signal().map_or(exit, |signal| signal.exit());
                failed = Some(exit);
                stopped = true;
                let summary = failure.finding.message.clone();
                run.find(*failure.finding);
                Done::failed(summary)
            }
        };
        run.observe(Progress::StepEnded {
            step: planned.step,
            environment: environment.clone(),
            passed: done.status != StepStatus::Failed,
            summary: done.summary.clone(),
        });
        run.report.steps.push(StepReport {
            step: planned.step,
            environment,
            status: done.status,
            took: started.elapsed(),
            summary: done.summary,
            proved: done.proved,
            facts: done.facts,
        });
    }
    let no = run.report.findings.iter().any(|finding| finding.severity == Severity::Error)
        || run.report.steps.iter().any(|step| step.status == StepStatus::Failed);
    run.report.exit = failed.unwrap_or(if no { Exit::Findings } else { Exit::Done });
}

fn not_run(planned: &Planned) -> StepReport {
    StepReport {
        step: planned.step,
        environment: planned.environment.clone(),
        status: StepStatus::NotRun,
        took: Duration::ZERO,
        summary: "an earlier step failed".to_owned(),
        proved: Vec::new(),
        facts: BTreeMap::new(),
    }
}

/// Whether a failed step must keep the later ones from running.
fn writes(mode: Mode) -> bool {
    match mode {
        Mode::Check
        | Mode::Status
        | Mode::Compare
        | Mode::Plan
        | Mode::Verify
        | Mode::Health
        | Mode::Publish => false,
        Mode::Backup
        | Mode::Apply
        | Mode::Deploy
        | Mode::SyncSchema
        | Mode::Restore
        | Mode::Baseline
        | Mode::Resolve
        | Mode::Export
        | Mode::Demo => true,
    }
}

/// How long a step may take to stop by itself: what writes cancels its statement and rolls back, what
/// only reads may be left where it is.
const GRACE: Duration = Duration::from_millis(4200);

async fn execute_until_stopped(run: &mut Run<'_>, planned: &Planned) -> Outcome<Done> {
    let cancel = run.surroundings.cancel.clone();
    let step = planned.step.as_str();
    tokio::select! {
        done = execute(run, planned) => done,
        signal = async {
            let signal = cancel.cancelled().await;
            tokio::time::sleep(GRACE).await;
            signal
        } => Err(Failure::new(
            signal.exit(),
            Finding::new(Code::Interrupted, format!("interrupted in the {step} step, which was left where it was"))
                .with_help("nothing was being written; run the same command again"),
        )),
    }
}

async fn execute(run: &mut Run<'_>, planned: &Planned) -> Outcome<Done> {
    let environment = planned.environment.as_deref().unwrap_or_default();
    match planned.step {
        Step::Git => git::run(run).await,
        Step::Identify => identify::run(run).await,
        Step::SelfTest => self_test::run(run).await,
        Step::Validate => validate::run(run).await,
        Step::Status => status::run(run),
        Step::Apply => apply::run(run, environment).await,
        Step::Compare => compare::run(run).await,
        Step::Plan => plan::run(run).await,
        Step::Prove => prove::run(run).await,
        Step::Sync => sync::run(run).await,
        Step::Backup => backup::run(run, environment).await,
        Step::Verify => verify::run(run).await,
        Step::Health => health::run(run),
        Step::Restore => restore::run(run).await,
        Step::Record => record::run(run, environment).await,
        Step::Export => export::run(run).await,
    }
}
