//! Reports that the writers' tests share. Test code only.

mod changes;
pub(crate) mod modes;
mod plans;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::code::Code;
use crate::model::diff::Difference;
use crate::model::exit::Exit;
use crate::model::finding::{Finding, Severity};
use crate::model::history::{Edit, MigrationStanding, Standing, Tool};
use crate::model::mode::{Mode, Step};
use crate::model::object::{ObjectKey, ObjectKind, Value};
use crate::model::place::Place;
use crate::model::provider::Provider;
use crate::model::report::{EnvironmentReport, Report, StepReport, StepStatus};
use crate::model::server::Server;

/// Texts that try to be something else than text.
pub(crate) const HOSTILE: &[&str] = &[
    "##[error]x",
    "a ##[add-mask]b",
    "::add-mask::x",
    "\n::error::x",
    "\r::set-output name=a::b",
    "  ::stop-commands::x",
    "`tick` ``two`` ```three",
    "```",
    "a|b||c",
    "line\nfeed\r\nboth",
    "<script>alert(1)</script>",
    "</details></summary>",
    "@team and @org/team",
    "#123 and GH-4",
    "- [x] done\n# head\n1. one",
    "\u{1b}[31mred\u{1b}[0m\u{7}",
    "\u{202e}txet",
    "[link](https://example.com) ![i](x) https://example.com www.example.com",
    "\"quoted\" 'name' \\ back\\|slash",
    "%0A::error::%25",
    "%%{init: {}}%%",
    "",
    " ",
];

/// Nothing happened.
pub(crate) fn empty() -> Report {
    Report {
        mode: Mode::Status,
        dry_run: false,
        every_migration: false,
        only_checked: None,
        started_at: "2026-03-01T05:17:00Z".into(),
        took: Duration::from_millis(3_412),
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

fn server(database: &str, provider: Provider) -> Server {
    Server {
        host: format!("{database}.db.example.com"),
        port: 5432,
        database: database.into(),
        user: "lockstep".into(),
        version: "15.18 (Debian 15.18-1.pgdg12+1)".into(),
        version_num: 150_018,
        provider,
        system_identifier: Some("7300000000000000001".into()),
        database_oid: 16_384,
        address: None,
        in_recovery: false,
        superuser: false,
        backend_pid: 4_242,
    }
}

fn migration(name: &str, standing: Standing) -> MigrationStanding {
    let version = name.split('_').next().unwrap_or(name);
    let has_file = standing != Standing::MissingFile;
    MigrationStanding {
        version: version.into(),
        name: name.into(),
        file: has_file.then(|| format!("prisma/migrations/{name}/migration.sql")),
        standing,
        at: standing.is_applied().then(|| "2026-02-01T12:00:00+00:00".into()),
        took_ms: standing.is_applied().then_some(12),
        by: None,
    }
}

fn step(step: Step, environment: Option<&str>, status: StepStatus, ms: u64, summary: &str) -> StepReport {
    StepReport {
        step,
        environment: environment.map(str::to_owned),
        status,
        took: Duration::from_millis(ms),
        summary: summary.into(),
        proved: Vec::new(),
        facts: BTreeMap::new(),
    }
}

pub(crate) fn key(kind: ObjectKind, parent: Option<&str>, name: &str) -> ObjectKey {
    ObjectKey { kind, schema: "public".into(), parent: parent.map(Into::into), name: name.into() }
}

/// A deploy that applied to staging and then found drift in production.
pub(crate) fn drifted() -> Report {
    let names = ["20240101_init", "20240115_projects", "20240201_rls", "20240220_members"];
    let mut staging: Vec<_> = names.iter().map(|name| migration(name, Standing::Applied)).collect();
    let mut production = staging.clone();
    staging[3].standing = Standing::Modified(Edit::Sql);
    staging.push(migration("20240301_email_length_limit_for_users", Standing::Applied));
    production.push(migration("20240301_email_length_limit_for_users", Standing::Pending));
    production.push(migration("20240305_hotfix", Standing::MissingFile));
    let users = "prisma/migrations/20240101_init/migration.sql";
    let mut validate = step(Step::Validate, None, StepStatus::Passed, 1_240, "5 files, replayed on scratch");
    validate.facts = BTreeMap::from([("migrations", 5), ("objects", 61)]);
    validate.proved = vec!["the files replay on an empty PostgreSQL 15 database".into()];
    let mut identify = step(Step::Identify, None, StepStatus::Passed, 86, "two different databases");
    identify.proved = vec!["staging and production are different databases (system identifier)".into()];
    Report {
        mode: Mode::Deploy,
        environments: vec![
            EnvironmentReport {
                name: "staging".into(),
                server: Some(server("app_staging", Provider::Neon)),
                fingerprint: Some("9f".repeat(32)),
                tool: Some(Tool::Prisma),
                migrations: Some(staging),
                applied: vec!["20240301".into()],
                drift: Some(0),
                ..EnvironmentReport::default()
            },
            EnvironmentReport {
                name: "production".into(),
                protected: true,
                server: Some(server("app", Provider::Other)),
                fingerprint: Some("3c".repeat(32)),
                tool: Some(Tool::Prisma),
                migrations: Some(production),
                drift: Some(6),
                ..EnvironmentReport::default()
            },
        ],
        steps: vec![
            identify,
            validate,
            step(Step::Apply, Some("staging"), StepStatus::Passed, 310, "1 migration applied"),
            step(Step::Compare, Some("production"), StepStatus::Failed, 640, "6 changes"),
            step(Step::Backup, Some("production"), StepStatus::NotRun, 0, ""),
            step(Step::Apply, Some("production"), StepStatus::NotRun, 0, ""),
            step(Step::Verify, None, StepStatus::NotRun, 0, ""),
        ],
        changes: changes::changes(),
        sketches: vec![changes::sketch()],
        plans: plans::of_drift(),
        findings: vec![
            Finding::new(Code::MigrationModified, "20240220_members was edited after it ran: SQL changed")
                .with_help("put the old text back and write a new migration for the change")
                .at(Place::file("prisma/migrations/20240220_members/migration.sql"))
                .in_environment("staging")
                .severity(Severity::Warning),
            Finding::new(
                Code::DriftDiffers,
                "column public.users.email has type text, the migrations make it character varying(320)",
            )
            .with_help("write a migration for the change, or change the database back")
            .at(Place::at(users, 12, 3))
            .in_environment("production"),
            Finding::new(Code::DriftExtra, "column public.users.nickname is made by no migration")
                .with_help("write a migration for the change, or change the database back")
                .in_environment("production"),
            Finding::new(
                Code::MigrationMissingFile,
                "20240305_hotfix is in the database and not in the folder",
            )
            .with_help("restore the file from git, or record it as rolled back with `lockstep resolve`")
            .in_environment("production"),
            Finding::new(Code::MigrationPending, "20240301_email_length_limit_for_users is pending")
                .in_environment("production"),
        ],
        exit: Exit::Findings,
        ..empty()
    }
}

/// A plan that turns production into staging.
pub(crate) fn planned() -> Report {
    let mut plan =
        step(Step::Plan, None, StepStatus::Passed, 210, "7 statements turn production into staging");
    plan.facts = BTreeMap::from([("statements", 7)]);
    let mut prove = step(Step::Prove, None, StepStatus::Passed, 1_020, "proved");
    prove.proved = vec!["on a copy of production the plan makes the schema of staging".into()];
    Report {
        mode: Mode::SyncSchema,
        dry_run: true,
        steps: vec![plan, prove, step(Step::Sync, None, StepStatus::Planned, 0, "7 statements")],
        plans: vec![plans::asked()],
        ..empty()
    }
}

/// `text` in every place of a report where foreign text can stand.
pub(crate) fn saying_everywhere(text: &str) -> Report {
    let mut report = drifted();
    report.only_checked = Some(text.into());
    report.plans.push(plans::asked());
    report.plans.iter_mut().for_each(|reported| plans::saying(text, reported));
    for environment in &mut report.environments {
        environment.name = text.into();
        environment.backup = Some(text.into());
        for migration in environment.migrations.iter_mut().flatten() {
            migration.name = text.into();
            migration.file = Some(text.into());
        }
        if let Some(server) = &mut environment.server {
            for field in [&mut server.host, &mut server.database, &mut server.user, &mut server.version] {
                *field = text.into();
            }
        }
    }
    for step in &mut report.steps {
        step.environment = Some(text.into());
        step.summary = text.into();
        step.proved = vec![text.into()];
    }
    for finding in &mut report.findings {
        finding.message = text.into();
        finding.help = Some(text.into());
        finding.place = Some(Place::at(text, 3, 4));
        finding.environment = Some(text.into());
    }
    for sketch in &mut report.sketches {
        (sketch.from, sketch.to) = (text.into(), text.into());
        for table in &mut sketch.tables {
            table.name = text.into();
            for column in &mut table.columns {
                (column.name, column.data_type) = (text.into(), text.into());
            }
            for reference in &mut table.references {
                reference.name = text.into();
                reference.table = text.into();
                reference.columns = vec![text.into()];
            }
        }
    }
    for reported in &mut report.changes {
        (reported.from, reported.to) = (text.into(), text.into());
        reported.change.key.name = text.into();
        reported.change.key.schema = text.into();
        reported.place = Some(Place::at(text, 1, 2));
        reported.meaning = Some(text.into());
        reported.rename = Some(reported.change.key.clone());
        match &mut reported.change.difference {
            Difference::Missing { definition } | Difference::Extra { definition } => {
                *definition = Some(text.into());
            }
            Difference::Differs { from, to, .. } => {
                *from = Some(Value::Text(text.into()));
                *to = Some([text, text].into_iter().collect());
            }
        }
    }
    report
}

/// The same with `count` findings.
pub(crate) fn with_findings(count: usize) -> Report {
    let mut report = drifted();
    let template = report.findings.clone();
    report.findings = (0..count)
        .map(|number| {
            let mut finding = template[number % template.len()].clone();
            finding.message = format!("{} ({number})", finding.message);
            finding
        })
        .collect();
    report
}
