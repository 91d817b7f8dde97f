//! A report that was read back, as the model has it. Every text is cut to a length; escaping is the
//! writers'. What would be acted on (the path of a backup, SQL) is left behind.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use crate::model::attribute::Attribute;
use crate::model::code::Code;
use crate::model::diff::{Certainty, Change, Difference};
use crate::model::exit::Exit;
use crate::model::finding::{Finding, Severity};
use crate::model::history::{Memory, MigrationStanding, Standing, Tool};
use crate::model::mode::{Mode, Step};
use crate::model::object::{ObjectKey, ObjectKind, Value};
use crate::model::place::Place;
use crate::model::report::{Cause, EnvironmentReport, Report, ReportedChange, StepReport, StepStatus};
use crate::model::sense::Class;

use super::Unread;
use super::input;

/// Characters of one text: more than any place on GitHub shows.
const LONGEST_TEXT: usize = 65_536;

/// Rows of one list: a check run takes its annotations fifty at a time, out of a thousand requests per hour.
pub(super) const MOST_ROWS: usize = 1_000;

type Read<T> = Result<T, Unread>;

pub(super) fn report(document: input::Document) -> Read<Report> {
    let exit = Exit::ALL.into_iter().find(|exit| exit.code() == document.exit_code);
    let started_at: SystemTime = humantime::parse_rfc3339(&document.started_at)
        .map_err(|_| Unread::word("started_at", &document.started_at))?;
    let findings = rows(worst_first(document.findings), finding)?;
    let withheld = |finding: &&Finding| finding.code == Code::CredentialsWithheld;
    Ok(Report {
        only_checked: findings.iter().find(withheld).map(|finding| finding.message.clone()),
        mode: word(&Mode::ALL, Mode::as_str, "mode", &document.mode)?,
        dry_run: document.dry_run,
        every_migration: false,
        started_at: humantime::format_rfc3339_seconds(started_at).to_string(),
        took: Duration::from_millis(document.took_ms),
        environments: rows(document.environments, environment)?,
        steps: rows(document.steps, step)?,
        changes: rows(document.changes, change)?,
        sketches: Vec::new(),
        findings,
        sql: None,
        plans: Vec::new(),
        exit: exit.ok_or_else(|| Unread::word("exit_code", &document.exit_code.to_string()))?,
    })
}

/// At most so many rows; words in those that are left out count, too.
fn rows<T, U>(all: Vec<T>, read: fn(T) -> Read<U>) -> Read<Vec<U>> {
    let mut rows = all.into_iter().map(read).collect::<Read<Vec<U>>>()?;
    rows.truncate(MOST_ROWS);
    Ok(rows)
}

/// What is left out is not the worst.
fn worst_first(mut findings: Vec<input::Finding>) -> Vec<input::Finding> {
    if findings.len() > MOST_ROWS {
        let rank = |word: &str| Severity::ALL.iter().position(|severity| severity.as_str() == word);
        findings.sort_by_key(|finding| rank(&finding.severity));
    }
    findings
}

fn environment(read: input::Environment) -> Read<EnvironmentReport> {
    let tool = read.tool.map(|tool| word(Tool::ALL, Tool::as_str, "tool", &tool)).transpose()?;
    let memory =
        read.memory.map(|memory| word(&Memory::ALL, Memory::as_str, "memory", &memory)).transpose()?;
    Ok(EnvironmentReport {
        name: text(read.name),
        protected: read.protected,
        tool,
        memory,
        migrations: read.migrations.map(|all| rows(all, migration)).transpose()?,
        applied: read.applied.into_iter().map(text).collect(),
        drift: read.drift,
        ..EnvironmentReport::default()
    })
}

fn migration(read: input::Migration) -> Read<MigrationStanding> {
    Ok(MigrationStanding {
        version: text(read.version),
        name: text(read.name),
        file: read.file.map(text),
        standing: word(&Standing::ALL, Standing::as_str, "standing", &read.standing)?,
        at: read.at.map(text),
        took_ms: read.took_ms,
        by: read.by.map(text),
    })
}

fn step(read: input::Step) -> Read<StepReport> {
    Ok(StepReport {
        step: word(&Step::ALL, Step::as_str, "name of a step", &read.name)?,
        environment: read.environment.map(text),
        status: word(&StepStatus::ALL, StepStatus::as_str, "status", &read.status)?,
        took: Duration::from_millis(read.took_ms),
        summary: text(read.summary),
        proved: read.proved.into_iter().map(text).take(MOST_ROWS).collect(),
        facts: BTreeMap::new(),
    })
}

fn change(read: input::Change) -> Read<ReportedChange> {
    let kind = ObjectKind::parse(&read.kind).ok_or_else(|| Unread::word("kind", &read.kind))?;
    // The path for people cannot be taken apart; whole it reads the same.
    let key = |path: String| ObjectKey { kind, schema: "".into(), parent: None, name: text(path).into() };
    let attribute = |word: &str| Attribute::parse(word).ok_or_else(|| Unread::word("attribute", word));
    let (from, to) = (read.from.map(value), read.to.map(value));
    let definition = |value: Option<Value>| value.map(|value| value.to_string());
    let difference = match (read.change.as_str(), &read.attribute) {
        ("missing", None) => Difference::Missing { definition: definition(to) },
        ("extra", None) => Difference::Extra { definition: definition(from) },
        ("differs", Some(word)) => Difference::Differs { attribute: attribute(word)?, from, to },
        (word, _) => return Err(Unread::word("change", word)),
    };
    let mut change = Change::new(&key(read.key), difference);
    change.certainty = word(&Certainty::ALL, Certainty::as_str, "certainty", &read.certainty)?;
    Ok(ReportedChange {
        from: text(read.between.from),
        to: text(read.between.to),
        change,
        class: word(&Class::ALL, Class::as_str, "class", &read.class)?,
        severity: word(&Severity::ALL, Severity::as_str, "severity", &read.severity)?,
        meaning: read.meaning.map(text),
        cause: word(&Cause::ALL, Cause::as_str, "cause", &read.cause)?,
        fingerprints: [None, None],
        rename: read.renamed.map(key),
        place: read.place.map(place),
    })
}

fn finding(read: input::Finding) -> Read<Finding> {
    Ok(Finding {
        code: word(Code::ALL, Code::as_str, "code", &read.code)?,
        severity: word(&Severity::ALL, Severity::as_str, "severity", &read.severity)?,
        message: text(read.message),
        help: read.help.map(text),
        place: read.place.map(place),
        // The report has it in words only.
        subject: None,
        environment: read.environment.map(text),
    })
}

fn place(read: input::Place) -> Place {
    let line = read.line.filter(|line| *line > 0);
    let column = read.column.filter(|column| *column > 0 && line.is_some());
    Place { file: text(read.file), line, column }
}

fn value(read: input::Value) -> Value {
    match read {
        input::Value::Text(all) => Value::from(text(all).as_str()),
        input::Value::List(all) => all.into_iter().map(text).collect(),
    }
}

/// The text, at most so long.
fn text(mut text: String) -> String {
    if let Some((cut, _)) = text.char_indices().nth(LONGEST_TEXT) {
        text.truncate(cut);
        text.push('…');
    }
    text
}

fn word<T: Copy>(all: &[T], as_str: fn(T) -> &'static str, field: &'static str, found: &str) -> Read<T> {
    all.iter().copied().find(|one| as_str(*one) == found).ok_or_else(|| Unread::word(field, found))
}
