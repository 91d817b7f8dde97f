//! The frozen types of version 1. `null` means "not known", an absent key "does not apply".

mod plan;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::diff::Difference;
use crate::model::finding::Finding;
use crate::model::history::{Edit, MigrationStanding, Standing};
use crate::model::object::{self, ObjectKey};
use crate::model::place;
use crate::model::report::{EnvironmentReport, Report, ReportedChange, StepReport};
use crate::outputs::databases::host;

#[derive(Serialize)]
pub(super) struct Document<'a> {
    schema_version: u32,
    tool: &'static str,
    mode: &'static str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry_run: bool,
    exit_code: u8,
    result: &'static str,
    started_at: &'a str,
    took_ms: u64,
    environments: Vec<Environment<'a>>,
    steps: Vec<Step<'a>>,
    changes: Vec<Change<'a>>,
    findings: Vec<FindingEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sql: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    plans: Vec<plan::Plan<'a>>,
}

#[derive(Serialize)]
struct Environment<'a> {
    name: &'a str,
    protected: bool,
    server_version: Option<&'a str>,
    provider: Option<&'static str>,
    host: Option<&'a str>,
    database: Option<&'a str>,
    fingerprint: Option<&'a str>,
    tool: Option<&'static str>,
    /// What the tool's history can prove of the text that ran.
    memory: Option<&'static str>,
    last_applied: Option<&'a str>,
    pending: Option<usize>,
    applied: &'a [String],
    drift: Option<usize>,
    backup: Option<&'a str>,
    migrations: Option<Vec<Migration<'a>>>,
}

#[derive(Serialize)]
struct Migration<'a> {
    version: &'a str,
    name: &'a str,
    file: Option<&'a str>,
    standing: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    edit: Option<&'static str>,
    at: Option<&'a str>,
    took_ms: Option<u64>,
    /// Who ran it, where the tool keeps it.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'a str>,
}

#[derive(Serialize)]
struct Step<'a> {
    name: &'static str,
    environment: Option<&'a str>,
    status: &'static str,
    took_ms: u64,
    summary: &'a str,
    proved: &'a [String],
    facts: &'a BTreeMap<&'static str, u64>,
}

#[derive(Serialize)]
struct Change<'a> {
    between: Between<'a>,
    kind: &'static str,
    key: String,
    change: &'static str,
    attribute: Option<&'static str>,
    from: Option<Value<'a>>,
    to: Option<Value<'a>>,
    class: &'static str,
    severity: &'static str,
    meaning: Option<&'a str>,
    certainty: &'static str,
    cause: &'static str,
    fingerprints: Option<Fingerprints<'a>>,
    renamed: Option<String>,
    place: Option<Place<'a>>,
}

/// Of the table, view, … that the change is about, with everything on it.
#[derive(Serialize)]
struct Fingerprints<'a> {
    from: Option<&'a str>,
    to: Option<&'a str>,
}

impl<'a> Fingerprints<'a> {
    fn of(reported: &'a ReportedChange) -> Option<Self> {
        let [from, to] = reported.fingerprints.each_ref().map(Option::as_deref);
        (from.is_some() || to.is_some()).then_some(Self { from, to })
    }
}

#[derive(Serialize)]
struct Between<'a> {
    from: &'a str,
    to: &'a str,
}

/// Text, or a list where the attribute has items.
#[derive(Serialize)]
#[serde(untagged)]
enum Value<'a> {
    Text(&'a str),
    List(Vec<&'a str>),
}

#[derive(Serialize)]
struct FindingEntry<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    place: Option<Place<'a>>,
    environment: Option<&'a str>,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
}

impl<'a> From<&'a Report> for Document<'a> {
    fn from(report: &'a Report) -> Self {
        Self {
            schema_version: 1,
            tool: concat!("lockstep ", env!("CARGO_PKG_VERSION")),
            mode: report.mode.as_str(),
            dry_run: report.dry_run,
            exit_code: report.exit.code(),
            result: report.exit.word(),
            started_at: &report.started_at,
            took_ms: milliseconds(report.took),
            environments: report.environments.iter().map(Environment::from).collect(),
            steps: report.steps.iter().map(Step::from).collect(),
            changes: report.changes.iter().map(Change::from).collect(),
            findings: report.findings.iter().map(FindingEntry::from).collect(),
            sql: report.sql.as_deref(),
            plans: report.plans.iter().map(plan::Plan::from).collect(),
        }
    }
}

impl<'a> From<&'a EnvironmentReport> for Environment<'a> {
    fn from(environment: &'a EnvironmentReport) -> Self {
        let server = environment.server.as_ref();
        let migrations = environment.migrations.as_ref();
        Self {
            name: &environment.name,
            protected: environment.protected,
            server_version: server.map(|server| server.version.as_str()),
            provider: server.map(|server| server.provider.as_str()),
            host: server.map(host),
            database: server.map(|server| server.database.as_str()),
            fingerprint: environment.fingerprint.as_deref(),
            tool: environment.tool.map(|tool| tool.as_str()),
            memory: environment.memory.map(|memory| memory.as_str()),
            last_applied: environment.last_applied().map(|migration| migration.version.as_str()),
            pending: environment.pending(),
            applied: &environment.applied,
            drift: environment.drift,
            backup: environment.backup.as_deref(),
            migrations: migrations.map(|all| all.iter().map(Migration::from).collect()),
        }
    }
}

impl<'a> From<&'a MigrationStanding> for Migration<'a> {
    fn from(migration: &'a MigrationStanding) -> Self {
        Self {
            version: &migration.version,
            name: &migration.name,
            file: migration.file.as_deref(),
            standing: migration.standing.as_str(),
            edit: match migration.standing {
                Standing::Modified(edit) => Some(edit_word(edit)),
                _ => None,
            },
            at: migration.at.as_deref(),
            took_ms: migration.took_ms,
            by: migration.by.as_deref(),
        }
    }
}

/// Words of this version: `Edit::as_str` is prose and may be reworded.
fn edit_word(edit: Edit) -> &'static str {
    match edit {
        Edit::LineEndings => "line-endings",
        Edit::Comments => "comments",
        Edit::Sql => "sql",
        Edit::Unknown => "unknown",
    }
}

impl<'a> From<&'a StepReport> for Step<'a> {
    fn from(step: &'a StepReport) -> Self {
        Self {
            name: step.step.as_str(),
            environment: step.environment.as_deref(),
            status: step.status.as_str(),
            took_ms: milliseconds(step.took),
            summary: &step.summary,
            proved: &step.proved,
            facts: &step.facts,
        }
    }
}

impl<'a> From<&'a ReportedChange> for Change<'a> {
    fn from(reported: &'a ReportedChange) -> Self {
        let definition = |text: &'a Option<String>| text.as_deref().map(Value::Text);
        let difference = &reported.change.difference;
        let (attribute, from, to) = match difference {
            Difference::Missing { definition: text } => (None, None, definition(text)),
            Difference::Extra { definition: text } => (None, definition(text), None),
            Difference::Differs { attribute, from, to } => {
                (Some(attribute.as_str()), from.as_ref().map(Value::from), to.as_ref().map(Value::from))
            }
        };
        Self {
            between: Between { from: &reported.from, to: &reported.to },
            kind: reported.change.key.kind.as_str(),
            key: reported.change.key.path(),
            change: difference.as_str(),
            attribute,
            from,
            to,
            class: reported.class.as_str(),
            severity: reported.severity.as_str(),
            meaning: reported.meaning.as_deref(),
            certainty: reported.change.certainty.as_str(),
            cause: reported.cause.as_str(),
            fingerprints: Fingerprints::of(reported),
            renamed: reported.rename.as_ref().map(ObjectKey::path),
            place: reported.place.as_ref().map(Place::from),
        }
    }
}

impl<'a> From<&'a object::Value> for Value<'a> {
    fn from(value: &'a object::Value) -> Self {
        match value {
            object::Value::Text(text) => Self::Text(text),
            object::Value::List(items) => Self::List(items.iter().map(AsRef::as_ref).collect()),
        }
    }
}

impl<'a> From<&'a Finding> for FindingEntry<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self {
            code: finding.code.as_str(),
            severity: finding.severity.as_str(),
            message: &finding.message,
            help: finding.help.as_deref(),
            place: finding.place.as_ref().map(Place::from),
            environment: finding.environment.as_deref(),
        }
    }
}

impl<'a> From<&'a place::Place> for Place<'a> {
    fn from(place: &'a place::Place) -> Self {
        Self { file: &place.file, line: place.line, column: place.column }
    }
}

fn milliseconds(took: std::time::Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}
