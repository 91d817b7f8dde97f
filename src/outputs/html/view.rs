//! The report in the words and the order of the page. The templates hold no decisions but these.

use askama::Template;

use crate::model::amount::{count, duration};
use crate::model::finding::Finding;
use crate::model::report::{EnvironmentReport, Report, StepReport, StepStatus};
use crate::outputs::databases::{login, version};
use crate::outputs::standings::{self, Cell, Mood, last};
use crate::outputs::verdict::{Tone, tally, verdict, worst_first};
use crate::outputs::visible::{cut_chars, one_line};

use super::changes::{ComparisonView, views};
use super::diff::Run;
use super::plans::{self, PlanView};
use super::summary::{Filter, Tile, filters, tiles};
use super::{SCRIPT, STYLE, policy};

/// Characters of a name, and of a sentence.
const LONGEST_NAME: usize = 300;
const LONGEST_TEXT: usize = 4_000;
/// Findings and migrations on the page, and characters of exported SQL.
const MOST_FINDINGS: usize = 2_000;
const MOST_MIGRATIONS: usize = 2_000;
const LONGEST_SQL: usize = 4_000_000;

/// A name on one line.
pub(super) fn name(text: &str) -> String {
    one_line(&cut_chars(text, LONGEST_NAME)).into_owned()
}

/// Sentences; line feeds stay.
pub(super) fn prose(text: &str) -> String {
    cut_chars(text.trim(), LONGEST_TEXT).into_owned()
}

/// What the page does not show, counted.
#[derive(Default)]
pub(super) struct LeftOff(pub(super) Vec<String>);

impl LeftOff {
    pub(super) fn add(&mut self, number: usize, noun: &str) {
        if number > 0 {
            self.0.push(count(number, noun));
        }
    }
}

#[derive(Template)]
#[template(path = "page.html", config = "src/outputs/html/askama.toml")]
pub(super) struct Page {
    style: &'static str,
    script: &'static str,
    policy: String,
    tool: &'static str,
    mode: &'static str,
    dry_run: bool,
    tone: &'static str,
    headline: String,
    advice: Vec<Vec<Piece>>,
    exit_code: u8,
    exit_word: &'static str,
    took: String,
    started_at: String,
    tiles: Vec<Tile>,
    filters: Vec<Filter>,
    environments: Vec<EnvironmentView>,
    steps: Vec<StepView>,
    proved: Vec<String>,
    plans: Vec<PlanView>,
    comparisons: Vec<ComparisonView>,
    findings: Vec<FindingView>,
    finding_tally: String,
    migrations: MigrationsView,
    sql: Option<String>,
    left_off: Vec<String>,
}

/// A part of a sentence; commands stand between backticks in our advice.
pub(super) struct Piece {
    text: String,
    code: bool,
}

pub(super) struct EnvironmentView {
    name: String,
    protected: bool,
    /// Where, and what runs there; `None` when it was not connected.
    server: Option<(String, String)>,
    tone: &'static str,
    state: String,
    facts: Vec<(&'static str, String)>,
}

pub(super) struct StepView {
    name: &'static str,
    environment: String,
    status: &'static str,
    took: String,
    summary: String,
}

pub(super) struct FindingView {
    severity: &'static str,
    code: &'static str,
    environment: Option<String>,
    message: String,
    help: Vec<Piece>,
    place: Option<String>,
}

#[derive(Default)]
pub(super) struct MigrationsView {
    environments: Vec<String>,
    rows: Vec<(String, Vec<CellView>)>,
    settled: usize,
    /// What the histories cannot show.
    blind_spot: Option<String>,
}

pub(super) struct CellView {
    word: &'static str,
    tone: &'static str,
    /// When it ran and how long, as far as that is known.
    ran: String,
}

impl Page {
    pub(super) fn new(report: &Report) -> Self {
        let verdict = verdict(report);
        let mut left_off = LeftOff::default();
        let comparisons = views(report, &mut left_off);
        let findings: Vec<FindingView> =
            worst_first(report).into_iter().take(MOST_FINDINGS).map(FindingView::from).collect();
        left_off.add(report.findings.len() - findings.len(), "finding");
        let migrations = migrations(report, &mut left_off);
        Self {
            style: STYLE,
            script: SCRIPT,
            policy: policy(),
            tool: concat!("lockstep ", env!("CARGO_PKG_VERSION")),
            mode: report.mode.as_str(),
            dry_run: report.dry_run,
            tone: tone(verdict.tone),
            headline: prose(&verdict.headline),
            advice: verdict.next.iter().map(|advice| pieces(advice)).collect(),
            exit_code: report.exit.code(),
            exit_word: report.exit.word(),
            took: duration(report.took),
            started_at: report.started_at.clone(),
            tiles: tiles(report),
            filters: filters(report),
            environments: report.environments.iter().map(EnvironmentView::from).collect(),
            steps: report.steps.iter().map(StepView::from).collect(),
            proved: report.steps.iter().flat_map(|step| &step.proved).map(|text| prose(text)).collect(),
            plans: plans::views(report, &mut left_off),
            comparisons,
            findings,
            finding_tally: tally(report),
            migrations,
            sql: report.sql.as_deref().map(|sql| cut_chars(sql, LONGEST_SQL).into_owned()),
            left_off: left_off.0,
        }
    }
}

pub(super) fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Careful => "careful",
        Tone::Bad => "bad",
    }
}

/// Our advice writes commands between backticks.
fn pieces(text: &str) -> Vec<Piece> {
    let text = prose(text);
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return vec![Piece { text, code: false }];
    }
    let piece = |(index, part): (usize, &&str)| Piece { text: (*part).to_owned(), code: index % 2 == 1 };
    parts.iter().enumerate().filter(|(_, part)| !part.is_empty()).map(piece).collect()
}

impl From<&EnvironmentReport> for EnvironmentView {
    fn from(environment: &EnvironmentReport) -> Self {
        let (tone, state) = match (environment.drift, environment.pending()) {
            (Some(changes), _) if changes > 0 => ("bad", format!("drifted: {}", count(changes, "error"))),
            (_, Some(waiting)) if waiting > 0 => ("careful", format!("{waiting} pending")),
            (Some(_), _) => ("good", "no drift".to_owned()),
            (None, Some(_)) => ("good", "up to date".to_owned()),
            (None, None) => ("plain", "not compared".to_owned()),
        };
        let mut facts: Vec<(&'static str, String)> = Vec::new();
        let mut fact = |label, value: Option<String>| facts.extend(value.map(|value| (label, value)));
        fact("migrations by", environment.tool.map(|tool| tool.as_str().to_owned()));
        let last = last(environment);
        fact("last applied", last.as_ref().map(|(last, _)| name(last)));
        fact("applied at", last.and_then(|(_, at)| at));
        let applied = environment.applied.len();
        fact("applied now", (applied > 0).then(|| count(applied, "migration")));
        fact("backup", environment.backup.as_deref().map(name));
        fact("fingerprint", environment.fingerprint.as_deref().map(|text| text.chars().take(12).collect()));
        let server = environment.server.as_ref();
        Self {
            name: name(&environment.name),
            protected: environment.protected,
            server: server.map(|server| {
                (name(&login(server)), name(&format!("{} · {}", version(server), server.provider.as_str())))
            }),
            tone,
            state,
            facts,
        }
    }
}

impl From<&StepReport> for StepView {
    fn from(step: &StepReport) -> Self {
        let ran = matches!(step.status, StepStatus::Passed | StepStatus::Failed);
        Self {
            name: step.step.as_str(),
            environment: step.environment.as_deref().map(name).unwrap_or_default(),
            status: step.status.as_str(),
            took: if ran { duration(step.took) } else { String::new() },
            summary: prose(&step.summary),
        }
    }
}

impl From<&Finding> for FindingView {
    fn from(finding: &Finding) -> Self {
        Self {
            severity: finding.severity.as_str(),
            code: finding.code.as_str(),
            environment: finding.environment.as_deref().map(name),
            message: prose(&finding.message),
            help: finding.help.as_deref().map(pieces).unwrap_or_default(),
            place: finding.place.as_ref().map(|place| name(&place.to_string())),
        }
    }
}

fn migrations(report: &Report, left_off: &mut LeftOff) -> MigrationsView {
    let table = standings::table(report, report.every_migration);
    left_off.add(table.rows.len().saturating_sub(MOST_MIGRATIONS), "migration");
    let cells = |cells: Vec<Cell<'_>>| cells.into_iter().map(CellView::from).collect();
    MigrationsView {
        environments: table.environments.iter().map(|environment| name(environment)).collect(),
        rows: table
            .rows
            .into_iter()
            .take(MOST_MIGRATIONS)
            .map(|row| (name(row.name), cells(row.cells)))
            .collect(),
        settled: table.settled,
        blind_spot: standings::blind_spot(report),
    }
}

impl From<Cell<'_>> for CellView {
    fn from(cell: Cell<'_>) -> Self {
        let known = [cell.minute(), cell.took()].into_iter().filter(|part| !part.is_empty());
        Self { word: cell.word(), tone: cell_tone(cell), ran: known.collect::<Vec<_>>().join(" · ") }
    }
}

fn cell_tone(cell: Cell<'_>) -> &'static str {
    match cell.mood() {
        Mood::Good | Mood::Settled => "good",
        Mood::Careful => "careful",
        Mood::Bad | Mood::Broken => "bad",
        Mood::Plain => "plain",
    }
}
