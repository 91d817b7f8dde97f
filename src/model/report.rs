//! All that a run learned. Every output is rendered from this one value.

use std::collections::BTreeMap;
use std::time::Duration;

use super::catalog::Catalog;
use super::diff::Change;
use super::exit::Exit;
use super::finding::{Finding, Severity};
use super::history::{Memory, MigrationStanding, Tool};
use super::mode::{Mode, Step};
use super::object::ObjectKey;
use super::place::Place;
use super::plan::Plan;
use super::sense::Class;
use super::server::Server;
use super::sketch::{Sketch, sketch};

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StepStatus {
    /// Did its work, and the answer is yes.
    Passed,
    /// The answer is no, or the work failed.
    Failed,
    /// Not run because an earlier step failed.
    NotRun,
    /// Nothing to do, or not asked for.
    Skipped,
    /// Shown by `--dry-run` only.
    Planned,
}

impl StepStatus {
    pub(crate) const ALL: [Self; 5] =
        [Self::Passed, Self::Failed, Self::NotRun, Self::Skipped, Self::Planned];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotRun => "not-run",
            Self::Skipped => "skipped",
            Self::Planned => "planned",
        }
    }
}

/// One step of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StepReport {
    pub(crate) step: Step,
    /// `None` when the step concerns all environments at once.
    pub(crate) environment: Option<String>,
    pub(crate) status: StepStatus,
    pub(crate) took: Duration,
    /// What it did in a few words: `2 migrations applied`, `no drift`.
    pub(crate) summary: String,
    /// Things the step proved, each a sentence; the checklist of the step summary.
    pub(crate) proved: Vec<String>,
    /// Numbers for programs, by a name in kebab case: `objects`, `replayed`, `bytes`.
    pub(crate) facts: BTreeMap<&'static str, u64>,
}

/// What was learned about one environment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct EnvironmentReport {
    pub(crate) name: String,
    pub(crate) protected: bool,
    pub(crate) server: Option<Server>,
    /// SHA-256 (hex) of the catalog that was captured last.
    pub(crate) fingerprint: Option<String>,
    pub(crate) tool: Option<Tool>,
    /// What the tool's history can prove.
    pub(crate) memory: Option<Memory>,
    /// `None` when the history was not read.
    pub(crate) migrations: Option<Vec<MigrationStanding>>,
    /// Versions applied by this run, in order.
    pub(crate) applied: Vec<String>,
    /// Changes between the environment and its expected catalog; `None` when not compared.
    pub(crate) drift: Option<usize>,
    /// The backup this run made, relative to the repository root where possible.
    pub(crate) backup: Option<String>,
}

impl EnvironmentReport {
    /// How many migrations the next apply would run.
    pub(crate) fn pending(&self) -> Option<usize> {
        self.migrations
            .as_ref()
            .map(|all| all.iter().filter(|migration| migration.standing.is_pending()).count())
    }

    /// The last migration whose effect is in the database.
    pub(crate) fn last_applied(&self) -> Option<&MigrationStanding> {
        self.migrations.as_ref()?.iter().rfind(|migration| migration.standing.is_applied())
    }
}

/// Why a change is there, as far as it can be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// No migration file makes it.
    Manual,
    /// A migration that is not applied yet makes it so.
    Pending,
    /// A migration that the database has and the folder lacks may have made it.
    NotInGit,
    /// The object is as the files make it, but its migration is not in the history.
    Untracked,
    /// Not known.
    Unknown,
}

impl Cause {
    pub(crate) const ALL: [Self; 5] =
        [Self::Manual, Self::Pending, Self::NotInGit, Self::Untracked, Self::Unknown];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Pending => "pending",
            Self::NotInGit => "not-in-git",
            Self::Untracked => "untracked",
            Self::Unknown => "unknown",
        }
    }
}

/// A change in the frame of a run: between what and what, why, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReportedChange {
    /// The environment or side that *is*.
    pub(crate) from: String,
    /// What is *wanted*: `migrations`, an environment or a side.
    pub(crate) to: String,
    pub(crate) change: Change,
    pub(crate) class: Class,
    /// What the settings make of the class.
    pub(crate) severity: Severity,
    /// What it means in plain words, where that is more than the change itself says.
    pub(crate) meaning: Option<String>,
    pub(crate) cause: Cause,
    /// SHA-256 (hex) of the object, with everything on it, on the side that is and on the wanted one.
    pub(crate) fingerprints: [Option<String>; 2],
    /// The object that this one may be renamed from or to: suggested, never assumed.
    pub(crate) rename: Option<ObjectKey>,
    pub(crate) place: Option<Place>,
}

/// What a plan in a report is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// It was asked for.
    Asked,
    /// A migration that makes the drift of this environment part of the files.
    Adopt { environment: String },
    /// What takes the drift of this environment back.
    Revert { environment: String },
}

/// A plan, and what was found out about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReportedPlan {
    pub(crate) purpose: Purpose,
    pub(crate) plan: Plan,
    /// SHA-256 of statements and fingerprints, `sha256:…`: whoever approves it names it.
    pub(crate) hash: String,
    /// It did on scratch what it says. `None` = not tried.
    pub(crate) proved: Option<bool>,
}

/// All that a run learned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) mode: Mode,
    pub(crate) dry_run: bool,
    /// Migrations that are applied everywhere are listed, too.
    pub(crate) every_migration: bool,
    /// Why the run only checked the files, where it was asked for more; a sentence.
    pub(crate) only_checked: Option<String>,
    /// RFC 3339, UTC.
    pub(crate) started_at: String,
    pub(crate) took: Duration,
    pub(crate) environments: Vec<EnvironmentReport>,
    pub(crate) steps: Vec<StepReport>,
    pub(crate) changes: Vec<ReportedChange>,
    /// The tables that the changes touch, a sketch for each pair of sides.
    pub(crate) sketches: Vec<Sketch>,
    pub(crate) findings: Vec<Finding>,
    /// SQL of `export`, printed alone on standard output in the text format.
    pub(crate) sql: Option<String>,
    /// SQL that turns one schema into another.
    pub(crate) plans: Vec<ReportedPlan>,
    pub(crate) exit: Exit,
}

impl Report {
    /// Keeps what a picture of these changes needs, instead of what an earlier look left.
    pub(crate) fn sketch<'a>(
        &mut self,
        from: &str,
        to: &str,
        changes: impl Iterator<Item = &'a Change>,
        have: &Catalog,
        want: &Catalog,
    ) {
        self.sketches.retain(|sketch| sketch.from != from || sketch.to != to);
        self.sketches.extend(sketch((from, to), changes, have, want));
    }

    /// The environment of that name, to be filled; created at the end of the list when it is new.
    pub(crate) fn environment_mut(&mut self, name: &str) -> &mut EnvironmentReport {
        let index = match self.environments.iter().position(|known| known.name == name) {
            Some(index) => index,
            None => {
                self.environments
                    .push(EnvironmentReport { name: name.to_owned(), ..EnvironmentReport::default() });
                self.environments.len() - 1
            }
        };
        &mut self.environments[index]
    }
}
