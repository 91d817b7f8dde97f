//! What goes on, told to GitHub while it goes on: the check run beside the commit, and a deployment
//! for each environment as soon as a change of it begins. A task of its own does the telling, so that
//! no run waits for GitHub; what happens faster than it can be told is told together.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::github::checks::{self, CheckRun};
use crate::github::client::Client;
use crate::github::deployments::Deployment;
use crate::model::mode::Step;
use crate::model::progress::{Observer, Progress};
use crate::outputs::check_run::{self, StepLine, StepState};
use crate::outputs::redact::Redactor;

use super::check::Check;
use super::deployments::Deploying;
use super::told;

/// Between two updates of a check run: a token has 1,000 requests an hour for all jobs of a repository
/// (<https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api>).
const PAUSE: Duration = Duration::from_secs(5);
/// For one thing that is told while the run goes on.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the run has done so far.
#[derive(Debug, Clone, Default)]
struct State {
    steps: Vec<StepLine>,
    /// Environments of which a change has begun.
    changing: Vec<String>,
    ended: bool,
}

impl State {
    /// The step that goes on.
    fn running(&mut self) -> Option<&mut StepLine> {
        self.steps.iter_mut().find(|line| line.state == StepState::Running)
    }
}

/// What was opened while the run went on.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    /// `Some(None)`: GitHub refused it, so it is not worth another try.
    pub(crate) check: Option<Option<CheckRun>>,
    /// `None` where one could not be made or is not wanted.
    pub(crate) deployments: BTreeMap<String, Option<Deployment>>,
}

/// Tells GitHub while the run goes on.
pub(crate) struct Feed {
    state: watch::Sender<State>,
    redactor: Redactor,
    telling: JoinHandle<Opened>,
}

impl Feed {
    /// Begins to tell. Needs a tokio runtime.
    pub(crate) fn begin(
        client: Client,
        redactor: Redactor,
        check: Option<Check>,
        deploying: Option<Deploying>,
    ) -> Self {
        let (state, heard) = watch::channel(State::default());
        Self { state, redactor, telling: tokio::spawn(tell(heard, client, check, deploying)) }
    }

    /// Who puts what the run does into it.
    pub(crate) fn observer(&self) -> Reporter {
        Reporter { state: self.state.clone(), redactor: self.redactor.clone() }
    }

    /// What was opened; nothing of it when that does not become known in time.
    pub(crate) async fn end(self, patience: Duration) -> Opened {
        self.state.send_modify(|state| state.ended = true);
        let abort = self.telling.abort_handle();
        let opened = tokio::time::timeout(patience, self.telling).await;
        abort.abort();
        opened.ok().and_then(Result::ok).unwrap_or_default()
    }
}

async fn tell(
    mut heard: watch::Receiver<State>,
    client: Client,
    check: Option<Check>,
    mut deploying: Option<Deploying>,
) -> Opened {
    let mut opened = Opened::default();
    if let Some(check) = &check {
        let client = client.until(Instant::now() + PATIENCE);
        opened.check = Some(told("the check run", check.open(&client).await));
    }
    loop {
        let state = heard.borrow_and_update().clone();
        let client = client.until(Instant::now() + PATIENCE);
        if let Some(deploying) = &mut deploying {
            for environment in &state.changing {
                deploying.begin(&client, environment, &mut opened.deployments).await;
            }
        }
        if state.ended {
            return opened;
        }
        if let (Some(Some(run)), Some(check)) = (&opened.check, &check)
            && !state.steps.is_empty()
        {
            let output = check_run::progress(check.mode, &state.steps);
            told("the check run", checks::update(&client, run, &output).await);
        }
        let rested = tokio::time::sleep(PAUSE);
        tokio::select! {
            () = rested => {}
            _ = heard.wait_for(|state| state.ended) => {}
        }
        // Nobody can say anything any more when the sender is gone.
        if !heard.borrow().ended && heard.changed().await.is_err() {
            return opened;
        }
    }
}

/// Puts what the run does into the feed, without secrets.
pub(crate) struct Reporter {
    state: watch::Sender<State>,
    redactor: Redactor,
}

impl Reporter {
    fn plan(&self, steps: Vec<(Step, Option<String>)>) {
        self.state.send_modify(|state| {
            state.steps = steps.into_iter().map(|step| self.line(step, StepState::ToCome)).collect();
        });
    }

    fn line(&self, (step, environment): (Step, Option<String>), state: StepState) -> StepLine {
        let environment = environment.map(|environment| self.redactor.redact(&environment));
        StepLine { step, environment, state }
    }

    fn start(&self, step: Step, environment: Option<String>) {
        let started = self.line((step, environment), StepState::Running);
        self.state.send_modify(|state| {
            if step == Step::Sync {
                state.changing.extend(started.environment.clone());
            }
            match state.steps.iter_mut().find(|line| line.state == StepState::ToCome) {
                Some(line) => *line = started,
                None => state.steps.push(started),
            }
        });
    }

    fn end(&self, passed: bool, summary: &str) {
        let summary = self.redactor.redact(summary);
        self.state.send_modify(|state| {
            if let Some(line) = state.running() {
                line.state = StepState::Ended { passed, summary };
            }
        });
    }

    /// A migration is about to run.
    fn migrate(&self) {
        self.state.send_if_modified(|state| {
            let applying = state.running().filter(|line| line.step == Step::Apply);
            let Some(environment) = applying.and_then(|line| line.environment.clone()) else { return false };
            let is_first = !state.changing.contains(&environment);
            if is_first {
                state.changing.push(environment);
            }
            is_first
        });
    }
}

impl Observer for Reporter {
    fn observe(&self, progress: Progress) {
        match progress {
            Progress::Planned { steps } => self.plan(steps),
            Progress::StepStarted { step, environment } => self.start(step, environment),
            Progress::StepEnded { passed, summary, .. } => self.end(passed, &summary),
            Progress::Migration { .. } => self.migrate(),
            Progress::Statement { .. }
            | Progress::Notice { .. }
            | Progress::Waiting { .. }
            | Progress::Bytes { .. }
            | Progress::Count { .. }
            | Progress::Line { .. } => {}
        }
    }
}
