//! What is going on right now. On a terminal a spinner or a bar with the latest news, elsewhere
//! nothing but lines; the lines themselves go through the log in both cases, which redacts them
//! and keeps them from being workflow commands.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::model::amount;
use crate::model::mode::Step;
use crate::model::progress::{Observer, Progress};

use super::redact::Redactor;
use super::visible::{cut_chars, one_line};

/// How often an amount is worth a line where there is no bar.
const SPARSE: Duration = Duration::from_secs(10);

/// Characters of a text in a line.
const LONGEST: usize = 2_000;

/// Shows progress.
pub(crate) struct ProgressLog {
    bars: MultiProgress,
    redactor: Redactor,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    bar: Option<ProgressBar>,
    /// `[2/7] 20240102_add_x`.
    migration: String,
    last_amount: Option<Instant>,
}

/// Bars on standard error, hidden where it is no terminal or nobody wants them. The log shares
/// them, so that its lines appear above.
pub(crate) fn bars(wanted: bool) -> MultiProgress {
    // indicatif itself draws nothing when standard error is no terminal.
    let target = if wanted { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    MultiProgress::with_draw_target(target)
}

impl ProgressLog {
    pub(crate) fn new(bars: MultiProgress, redactor: Redactor) -> Self {
        Self { bars, redactor, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Progress is only shown: whatever another thread left behind is good enough.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Text that is not ours: without secrets, visible, and not without end. In this order: a
    /// secret that was cut or repainted would no longer be found.
    fn foreign(&self, text: &str) -> String {
        one_line(&cut_chars(&self.redactor.redact(text), LONGEST)).into_owned()
    }

    fn step(&self, step: Step, environment: Option<&str>) -> String {
        match environment {
            Some(environment) => format!("{} {}", step.as_str(), self.foreign(environment)),
            None => step.as_str().to_owned(),
        }
    }

    /// Text beside the spinner.
    fn show(&self, text: &str) {
        if let Some(bar) = &self.state().bar {
            bar.set_message(text.to_owned());
        }
    }

    fn start(&self, what: &str) {
        if self.bars.is_hidden() {
            return;
        }
        let bar = self.bars.add(ProgressBar::no_length().with_style(spinner()));
        bar.set_prefix(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        if let Some(old) = self.state().bar.replace(bar) {
            old.finish_and_clear();
        }
    }

    fn end(&self) {
        let mut state = self.state();
        if let Some(bar) = state.bar.take() {
            bar.finish_and_clear();
        }
        *state = State::default();
    }

    fn amount(&self, text: &str) {
        self.show(text);
        let mut state = self.state();
        let due = state.last_amount.is_none_or(|last| last.elapsed() >= SPARSE);
        if state.bar.is_none() && due {
            state.last_amount = Some(Instant::now());
            tracing::info!("{text}");
        }
    }

    /// Remembers and returns the label of the migration whose statements follow.
    fn migration(&self, name: &str, index: usize, total: usize) -> String {
        let label = format!("[{index}/{total}] {}", self.foreign(name));
        self.state().migration.clone_from(&label);
        label
    }
}

impl Observer for ProgressLog {
    fn observe(&self, progress: Progress) {
        match progress {
            Progress::Planned { .. } => {}
            Progress::StepStarted { step, environment } => {
                let what = self.step(step, environment.as_deref());
                tracing::debug!("{what}: started");
                self.start(&what);
            }
            Progress::StepEnded { step, environment, passed, summary } => {
                self.end();
                let what = self.step(step, environment.as_deref());
                let summary = self.foreign(&summary);
                if passed {
                    tracing::info!("✓ {what}: {summary}");
                } else {
                    tracing::error!("✗ {what}: {summary}");
                }
            }
            Progress::Migration { name, index, total } => {
                let label = self.migration(&name, index, total);
                tracing::info!("{label}");
                self.show(&label);
            }
            Progress::Statement { line, summary, index, total } => {
                let label = self.state().migration.clone();
                let summary = self.foreign(&summary);
                let text = format!("{label}  statement {index}/{total}  line {line}  {summary}");
                tracing::info!("{text}");
                self.show(&text);
            }
            Progress::Notice { severity, text } => notice(&severity, &self.foreign(&text)),
            Progress::Waiting { reason } => {
                let reason = self.foreign(&reason);
                tracing::info!("waiting: {reason}");
                self.show(&format!("waiting: {reason}"));
            }
            Progress::Bytes { what, done } => self.amount(&format!("{what}: {}", amount::bytes(done))),
            Progress::Count { what, done, total } => self.amount(&format!("{done} of {total} {what}")),
            Progress::Line { text } => tracing::info!("{}", self.foreign(&text)),
        }
    }
}

/// The server's own words, at the level it gave them
/// (<https://www.postgresql.org/docs/current/runtime-config-logging.html#RUNTIME-CONFIG-SEVERITY-LEVELS>).
fn notice(severity: &str, text: &str) {
    match severity {
        "error" | "warning" => tracing::warn!("server: {text}"),
        "notice" | "info" => tracing::info!("server: {text}"),
        _ => tracing::debug!("server: {text}"),
    }
}

fn spinner() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {prefix}  {elapsed}  {wide_msg}")
        .expect("the template is constant and a test builds it")
}

#[cfg(test)]
mod tests {
    use indicatif::InMemoryTerm;

    use super::*;
    use crate::model::connection::Secret;

    #[test]
    fn the_bar_shows_the_statement_without_secrets_and_goes_away() {
        let terminal = InMemoryTerm::new(10, 100);
        let target = ProgressDrawTarget::term_like(Box::new(terminal.clone()));
        let bars = MultiProgress::with_draw_target(target);
        let log = ProgressLog::new(bars, Redactor::new(&[Secret::new("hunter22")]));
        log.observe(Progress::StepStarted { step: Step::Apply, environment: Some("production".into()) });
        log.observe(Progress::Migration { name: "20240102_add_x".into(), index: 2, total: 7 });
        log.observe(Progress::Statement {
            line: 41,
            summary: "create role x password 'hunter22'\u{1b}[2J".into(),
            index: 3,
            total: 9,
        });
        log.state().bar.as_ref().expect("a bar").force_draw();
        let shown = terminal.contents();
        assert!(shown.contains("apply production"), "{shown}");
        assert!(shown.contains("[2/7] 20240102_add_x  statement 3/9  line 41  create role"), "{shown}");
        assert!(!shown.contains("hunter22"), "{shown}");
        log.observe(Progress::StepEnded {
            step: Step::Apply,
            environment: None,
            passed: true,
            summary: "done".into(),
        });
        assert_eq!(terminal.contents(), "");
    }

    #[test]
    fn without_a_terminal_there_is_no_bar() {
        let log = ProgressLog::new(bars(false), Redactor::default());
        log.observe(Progress::StepStarted { step: Step::Backup, environment: None });
        assert!(log.state().bar.is_none());
        log.observe(Progress::Bytes { what: "dumped", done: 5 });
        assert!(log.state().last_amount.is_some());
    }
}
