//! The state that the steps of one run share.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Instant;

use crate::config::settings::{Environment, Settings};
use crate::config::side::Sides;
use crate::config::task::Task;
use crate::db::cancel::Cancel;
use crate::formats::{self, Folder};
use crate::github::context::Context;
use crate::model::catalog::Catalog;
use crate::model::finding::Finding;
use crate::model::progress::{Observer, Progress};
use crate::model::report::{Report, StepStatus};

use super::accepted::Ratchet;
use super::failure::{Failure, Outcome};
use super::plan::Planned;
use super::replay::Replays;
use super::target::Target;

/// What surrounds a run: who watches it, what can stop it, where it runs.
#[derive(Clone)]
pub(crate) struct Surroundings {
    pub(crate) observer: Arc<dyn Observer>,
    pub(crate) cancel: Cancel,
    pub(crate) github: Option<Context>,
}

/// How a step ended.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) status: StepStatus,
    pub(crate) summary: String,
    pub(crate) proved: Vec<String>,
    pub(crate) facts: BTreeMap<&'static str, u64>,
}

impl Done {
    pub(crate) fn passed(summary: impl Into<String>) -> Self {
        Self {
            status: StepStatus::Passed,
            summary: summary.into(),
            proved: Vec::new(),
            facts: BTreeMap::new(),
        }
    }

    pub(crate) fn failed(summary: impl Into<String>) -> Self {
        Self { status: StepStatus::Failed, ..Self::passed(summary) }
    }

    pub(crate) fn skipped(summary: impl Into<String>) -> Self {
        Self { status: StepStatus::Skipped, ..Self::passed(summary) }
    }

    pub(crate) fn planned(summary: impl Into<String>) -> Self {
        Self { status: StepStatus::Planned, ..Self::passed(summary) }
    }

    pub(crate) fn proving(mut self, sentence: impl Into<String>) -> Self {
        self.proved.push(sentence.into());
        self
    }

    /// Adds a number for programs.
    pub(crate) fn counting(mut self, name: &'static str, number: usize) -> Self {
        self.facts.insert(name, number as u64);
        self
    }
}

/// One run, from the first step to the report.
pub(crate) struct Run<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) task: &'a Task,
    /// The sides that the task names.
    pub(crate) sides: &'a Sides,
    pub(crate) surroundings: Surroundings,
    /// The environments of this run, in deploy order.
    pub(crate) environments: Vec<&'a Environment>,
    pub(crate) started: Instant,
    pub(crate) report: Report,
    /// Findings that are in the report.
    told: HashSet<Finding>,
    /// The user's migrations, read once.
    folder: Option<Arc<Folder>>,
    /// Open reading sessions, one per environment, after the identify step.
    pub(crate) targets: Vec<Target<'a>>,
    /// What the verify step captured, in the order of `targets`, for the health step behind it.
    pub(crate) catalogs: Vec<Catalog>,
    /// The self-test found a change that the comparison does not see: that nothing is found proves
    /// nothing then.
    pub(crate) blind: bool,
    /// Scratch databases with the files replayed.
    pub(crate) replays: Replays,
    /// The plan of this run.
    pub(crate) planned: Option<Planned>,
    /// What the list of accepted differences made of those that were found.
    pub(crate) ratchet: Ratchet,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        settings: &'a Settings,
        task: &'a Task,
        sides: &'a Sides,
        surroundings: Surroundings,
        environments: Vec<&'a Environment>,
        report: Report,
    ) -> Self {
        Self {
            settings,
            task,
            sides,
            surroundings,
            environments,
            started: Instant::now(),
            report,
            told: HashSet::new(),
            folder: None,
            targets: Vec::new(),
            catalogs: Vec::new(),
            blind: false,
            replays: Replays::default(),
            planned: None,
            ratchet: Ratchet::default(),
        }
    }

    /// `YYYY-MM-DD`, UTC, of the start of the run.
    pub(crate) fn today(&self) -> &str {
        &self.report.started_at[..10]
    }

    pub(crate) fn observe(&self, progress: Progress) {
        self.surroundings.observer.observe(progress);
    }

    pub(crate) fn find(&mut self, finding: Finding) {
        // The steps of one run look at the same facts more than once; each is told once.
        if self.told.insert(finding.clone()) {
            self.report.findings.push(finding);
        }
    }

    /// The user's migrations; read at the first call, with what was found on the way.
    pub(crate) fn folder(&mut self) -> Outcome<Arc<Folder>> {
        if let Some(folder) = &self.folder {
            return Ok(folder.clone());
        }
        let folder = formats::open(&self.settings.root, &self.settings.migrations).map_err(Failure::from)?;
        for finding in &folder.findings {
            self.find(finding.clone());
        }
        let folder = Arc::new(folder);
        self.folder = Some(folder.clone());
        Ok(folder)
    }

    /// The target of that name; the identify step opened it.
    pub(crate) fn target(&mut self, name: &str) -> Outcome<&mut Target<'a>> {
        self.targets.iter_mut().find(|target| target.environment.name == name).ok_or_else(|| {
            Failure::configuration(
                format!("environment {name:?} was not connected"),
                "this is an error in lockstep: please report it",
            )
        })
    }
}
