//! A report of each mode, as runs make them: what went well, what did not, and how far it got.

use super::{drifted, empty, migration, planned, server, step};
use crate::model::code::Code;
use crate::model::exit::Exit;
use crate::model::finding::Finding;
use crate::model::history::{Standing, Tool};
use crate::model::mode::{Mode, Step};
use crate::model::place::Place;
use crate::model::provider::Provider;
use crate::model::report::{EnvironmentReport, Report, StepReport, StepStatus};

const SETTLED: [&str; 4] = ["20240101_init", "20240115_projects", "20240201_rls", "20240220_members"];
const NEW: [&str; 2] = ["20240301_email_length_limit_for_users", "20240304_index_open_tasks"];

/// Every report that is worth a look, by a name that a file may have.
pub(crate) fn all() -> Vec<(&'static str, Report)> {
    vec![
        ("empty", empty()),
        ("check", checked()),
        ("check-found", check_found()),
        ("deploy", deployed()),
        ("deploy-nothing", nothing_to_deploy()),
        ("deploy-failed", failed()),
        ("deploy-drifted", drifted()),
        ("deploy-interrupted", interrupted()),
        ("deploy-refused", refused()),
        ("verify-drifted", verified()),
        ("health", healthy()),
        ("plan", planned_between()),
    ]
}

/// `applied` migrations are there, the first of them were before; the rest of the files waits.
fn environment(name: &str, before: usize, applied: usize) -> EnvironmentReport {
    let files = SETTLED.iter().chain(&NEW);
    let standing = |at| if at < before + applied { Standing::Applied } else { Standing::Pending };
    let migrations: Vec<_> = files.enumerate().map(|(at, name)| migration(name, standing(at))).collect();
    let now = migrations[before..before + applied].iter();
    EnvironmentReport {
        name: name.into(),
        protected: name == "production",
        server: Some(server(if name == "production" { "app" } else { "app_staging" }, Provider::Other)),
        tool: Some(Tool::Prisma),
        applied: now.map(|migration| migration.version.clone()).collect(),
        migrations: Some(migrations),
        drift: Some(0),
        ..EnvironmentReport::default()
    }
}

fn not_compared(before: usize) -> Vec<EnvironmentReport> {
    let environment = |name| EnvironmentReport { drift: None, ..environment(name, before, 0) };
    ["staging", "production"].map(environment).to_vec()
}

/// Two databases that nothing but their catalogs was read of.
fn planned_between() -> Report {
    let environments = not_compared(4).into_iter();
    let environments = environments.map(|known| EnvironmentReport { migrations: None, ..known }).collect();
    Report { environments, ..planned() }
}

fn not_reached(which: Step, environment: Option<&str>) -> StepReport {
    step(which, environment, StepStatus::NotRun, 0, "an earlier step failed")
}

fn proving(mut step: StepReport, sentences: &[&str]) -> StepReport {
    step.proved = sentences.iter().map(|sentence| (*sentence).to_owned()).collect();
    step
}

fn identified() -> StepReport {
    proving(
        step(Step::Identify, None, StepStatus::Passed, 86, "2 databases"),
        &["staging and production are different databases: the system identifiers differ"],
    )
}

fn validated() -> StepReport {
    proving(
        step(Step::Validate, None, StepStatus::Passed, 1_240, "6 prisma migrations in prisma/migrations"),
        &["all 6 migrations replay on an empty PostgreSQL 15"],
    )
}

fn applied(environment: &str, number: &str) -> StepReport {
    step(Step::Apply, Some(environment), StepStatus::Passed, 310, number)
}

fn backed_up() -> StepReport {
    proving(
        step(
            Step::Backup,
            Some("production"),
            StepStatus::Passed,
            4_020,
            "backups/production/20260301T051702Z (48.1 MB)",
        ),
        &["the backup restores to the same 138 objects and 412,870 rows"],
    )
}

fn compared() -> StepReport {
    proving(
        step(Step::Compare, None, StepStatus::Passed, 640, "no drift"),
        &[
            "staging: all 138 objects are what its applied migrations make",
            "production: all 135 objects are what its applied migrations make",
        ],
    )
}

fn checked() -> Report {
    let git = proving(
        step(Step::Git, None, StepStatus::Passed, 40, "2 new migrations since main"),
        &["no migration of main was edited, renamed or deleted"],
    );
    Report {
        mode: Mode::Check,
        environments: not_compared(4),
        steps: vec![git, identified(), validated()],
        findings: NEW
            .iter()
            .map(|name| {
                Finding::new(Code::MigrationPending, format!("{name} is pending in staging and production"))
            })
            .collect(),
        ..empty()
    }
}

fn check_found() -> Report {
    let mut report = checked();
    report.steps[2] = step(Step::Validate, None, StepStatus::Failed, 410, "20240304_index_open_tasks fails");
    report.findings = vec![
        Finding::new(
            Code::ReplayFailed,
            "20240304_index_open_tasks fails on an empty database: column \"state\" does not exist (42703)",
        )
        .with_help("correct the file; it has not run anywhere yet")
        .at(Place::at("prisma/migrations/20240304_index_open_tasks/migration.sql", 2, 41)),
    ];
    report.exit = Exit::Findings;
    report
}

fn deployed() -> Report {
    let verify = proving(
        step(Step::Verify, None, StepStatus::Passed, 58, "2 environments up to date, no drift"),
        &["staging: no drift", "production: no drift", "production and staging hold equal schemas"],
    );
    let mut production = environment("production", 4, 2);
    production.backup = Some("backups/production/20260301T051702Z".into());
    Report {
        mode: Mode::Deploy,
        environments: vec![environment("staging", 4, 2), production],
        steps: vec![
            identified(),
            validated(),
            applied("staging", "2 migrations applied"),
            compared(),
            backed_up(),
            applied("production", "2 migrations applied"),
            verify,
        ],
        ..empty()
    }
}

fn nothing_to_deploy() -> Report {
    let mut report = deployed();
    report.environments = ["staging", "production"].map(|name| environment(name, 6, 0)).to_vec();
    for index in [2, 4, 5] {
        let of = report.steps[index].environment.clone();
        let nothing = "nothing to apply";
        report.steps[index] = step(report.steps[index].step, of.as_deref(), StepStatus::Skipped, 0, nothing);
    }
    report
}

/// The first of two migrations came to production, the second did not.
fn failed() -> Report {
    let mut report = deployed();
    let file = "prisma/migrations/20240304_index_open_tasks/migration.sql";
    let message = "20240304_index_open_tasks failed: could not create unique index \"open_tasks\" (23505): Key \
                   (project_id, title)=(7, Call @ada about #12) is duplicated. — nothing of it was kept: it was \
                   rolled back";
    let help = format!(
        "correct {file}, then `lockstep resolve --environment production --rolled-back 20240304`, then run the \
         same command again"
    );
    report.environments[1].applied.pop();
    if let Some(last) = report.environments[1].migrations.as_mut().and_then(|all| all.last_mut()) {
        *last = migration(NEW[1], Standing::Failed);
    }
    report.environments[1].drift = None;
    report.steps[5] = step(Step::Apply, Some("production"), StepStatus::Failed, 1_210, message);
    report.steps[6] = not_reached(Step::Verify, None);
    let finding = Finding::new(Code::ApplyFailed, message).with_help(help).at(Place::at(file, 4, 1));
    report.findings = vec![finding.in_environment("production")];
    report.exit = Exit::Failed;
    report
}

fn interrupted() -> Report {
    let mut report = failed();
    let message =
        "interrupted while 20240304_index_open_tasks ran: nothing of it was kept: it was rolled back";
    report.findings = vec![
        Finding::new(Code::Interrupted, message)
            .with_help("run `lockstep apply --environment production` to go on")
            .at(Place::at("prisma/migrations/20240304_index_open_tasks/migration.sql", 4, 1))
            .in_environment("production"),
    ];
    report.steps[5].summary = message.into();
    if let Some(last) = report.environments[1].migrations.as_mut().and_then(|all| all.last_mut()) {
        *last = migration(NEW[1], Standing::Pending);
    }
    report.exit = Exit::Interrupted;
    report
}

fn refused() -> Report {
    let message = "staging and production are the same database: a lock taken through one connection is seen \
                   through the other";
    Report {
        mode: Mode::Deploy,
        environments: not_compared(4),
        steps: vec![
            step(Step::Identify, None, StepStatus::Failed, 34, message),
            not_reached(Step::Validate, None),
            not_reached(Step::Apply, Some("staging")),
            not_reached(Step::Compare, None),
            not_reached(Step::Backup, Some("production")),
            not_reached(Step::Apply, Some("production")),
            not_reached(Step::Verify, None),
        ],
        findings: vec![
            Finding::new(Code::SameDatabase, message)
                .with_help("give staging and production the URLs of two different databases"),
        ],
        exit: Exit::Refused,
        ..empty()
    }
}

fn verified() -> Report {
    let mut report = drifted();
    report.mode = Mode::Verify;
    report.environments.iter_mut().for_each(|environment| environment.applied.clear());
    report.steps = vec![
        identified(),
        step(Step::Status, None, StepStatus::Failed, 4, "5 prisma migrations: production 1 pending"),
        step(Step::Verify, None, StepStatus::Failed, 640, "production: drift: 6 changes"),
    ];
    report
}

fn healthy() -> Report {
    let health = proving(
        step(Step::Health, None, StepStatus::Passed, 2, "healthy"),
        &[
            "staging: no drift",
            "production: no drift",
            "production and staging hold equal schemas",
            "production: no invalid index, no unvalidated constraint",
            "production: the newest proven backup is 9h old",
        ],
    );
    Report {
        mode: Mode::Health,
        environments: ["staging", "production"].map(|name| environment(name, 6, 0)).to_vec(),
        steps: vec![
            identified(),
            step(Step::Status, None, StepStatus::Passed, 4, "6 prisma migrations: 0 pending"),
            step(Step::Verify, None, StepStatus::Passed, 980, "2 environments up to date, no drift"),
            health,
        ],
        ..empty()
    }
}
