//! Where the reports of a run go: standard output or a file, the log, on GitHub the step's summary,
//! outputs and annotations, and what its API takes. Only wiring: each place has its own writer in
//! `outputs`.

mod check;
mod deployments;
mod feed;
mod publish;
mod subject;
mod surface;
mod watchers;

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use indicatif::MultiProgress;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};

use feed::Feed;
use subject::Subject;
use surface::{Pages, Surface};
use watchers::Watchers;

use crate::cli::options::{Color, Output, ReportFormat, Verbosity};
use crate::config::settings::Settings;
use crate::config::task::Task;
use crate::db::notices::{self, NoticeLayer};
use crate::github::context::Context;
use crate::github::error::GithubError;
use crate::github::links::Links;
use crate::github::visibility::repository_is_public;
use crate::model::connection::Secret;
use crate::model::exit::Exit;
use crate::model::progress::Observer;
use crate::model::report::Report;
use crate::outputs;
use crate::outputs::redact::Redactor;
use crate::outputs::text::TextStyle;
use crate::outputs::{Format, badge, commands, github_files, html, json, log, markdown, progress, sarif};

/// Columns of a report that does not go to a terminal.
const WIDTH: usize = 100;

/// The places of one invocation.
pub(crate) struct Delivery {
    output: Output,
    github: Option<Context>,
    redactor: Redactor,
    bars: MultiProgress,
    /// `LOCKSTEP_REPORT_DIR`: where the action wants the report for its artifact.
    directory: Option<PathBuf>,
    /// The folder that places in reports are relative to.
    root: PathBuf,
    /// What GitHub's API is told, once it is known what the run is about.
    surface: Option<Surface>,
    /// What it is told while the run goes on.
    feed: Mutex<Option<Feed>>,
}

impl Delivery {
    pub(crate) fn new(output: Output, github: Option<Context>) -> Self {
        let directory = std::env::var_os("LOCKSTEP_REPORT_DIR").filter(|dir| !dir.is_empty());
        let bars = progress::bars(output.verbosity > Verbosity::Quiet && github.is_none());
        let directory = directory.map(PathBuf::from);
        Self {
            output,
            github,
            redactor: Redactor::new(&[]),
            bars,
            directory,
            root: PathBuf::new(),
            surface: None,
            feed: Mutex::default(),
        }
    }

    /// Starts the log, when the secrets and the root are known and before anything is said.
    pub(crate) fn start(&mut self, secrets: &[Secret], root: &Path) {
        self.root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let token = self.github.as_ref().and_then(|github| github.token.clone());
        let secrets: Vec<Secret> = secrets.iter().cloned().chain(token).collect();
        self.redactor = Redactor::new(&secrets);
        if self.github.is_some() {
            for mask in commands::add_mask(&secrets) {
                print(&format!("{mask}\n"));
            }
        }
        let options = log::LogOptions {
            verbosity: match self.output.verbosity {
                Verbosity::Quiet => log::Verbosity::Quiet,
                Verbosity::Normal => log::Verbosity::Normal,
                Verbosity::Verbose => log::Verbosity::Debug,
                Verbosity::Everything => log::Verbosity::Trace,
            },
            color: self.color(std::io::stderr().is_terminal()),
            on_github: self.github.is_some(),
            runner_debug: self.github.as_ref().is_some_and(|github| github.debug),
            bars: self.bars.clone(),
        };
        // What servers say arrives as events of the driver, whatever the log shows.
        let heard = Targets::new().with_target(notices::TARGET, LevelFilter::TRACE);
        log::init(options, self.redactor.clone(), NoticeLayer.with_filter(heard));
    }

    /// Begins a run: GitHub is told while it goes on. Needs the settings, which say what may be told.
    pub(crate) fn begin(&mut self, task: &Task, settings: &Settings) {
        if let Some(github) = &self.github {
            self.surface = Surface::new(github, Subject::new(task, settings, github), self.redactor.clone());
            let feed = self.surface.as_ref().map(Surface::begin);
            *self.feed() = feed;
        }
    }

    /// A run that ends before its settings are known.
    pub(crate) fn begin_without_settings(&mut self, task: &Task) {
        if let Some(github) = &self.github {
            let folder = subject::below(github.workspace.as_deref(), &self.root);
            self.surface = Surface::new(github, Subject::of_task(task, folder), self.redactor.clone());
        }
    }

    /// Who watches the run, once the secrets are known: the log, and what GitHub is told meanwhile.
    pub(crate) fn observer(&self) -> Arc<dyn Observer> {
        let log = Arc::new(progress::ProgressLog::new(self.bars.clone(), self.redactor.clone()));
        match &*self.feed() {
            None => log,
            Some(feed) => Arc::new(Watchers::new(vec![log, Arc::new(feed.observer())])),
        }
    }

    fn feed(&self) -> MutexGuard<'_, Option<Feed>> {
        // Nothing is left half done in it by a thread that panics.
        self.feed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Renders the report to every place; returns its exit code.
    pub(crate) async fn report(&self, report: Report) -> Exit {
        let mut report = self.redactor.report(report);
        self.place_in_checkout(&mut report);
        let links = self.github.as_ref().map(Links::of).unwrap_or_default();
        let style = self.style();
        let format = match self.output.format {
            ReportFormat::Text => Format::Text,
            ReportFormat::Json => Format::Json,
            ReportFormat::Markdown => Format::Markdown,
            ReportFormat::Html => Format::Html,
            ReportFormat::Sarif => Format::Sarif,
        };
        let rendered = outputs::render(format, &report, &style, &links);
        match &self.output.file {
            // A report that cannot be where it was wanted is not lost.
            Some(path) if !write(path, &rendered) => self.say(&rendered),
            Some(_) => {}
            None => self.say(&rendered),
        }
        let report_path = self.directory.as_deref().and_then(|dir| self.keep(dir, &report, &links));
        if let Some(github) = &self.github {
            self.tell_github(github, &report, &links, report_path.as_deref()).await;
        }
        report.exit
    }

    /// Tells GitHub about the report of another run, whose answer is not this run's.
    pub(crate) async fn publish(&self, report: Report) -> Exit {
        self.report(report.clone()).await;
        let Some(github) = &self.github else { return Exit::Unreachable };
        let links = Links::of_followed(github);
        match publish::publish(github, &self.redactor.report(report), &links, &self.redactor).await {
            Ok(pages) => {
                github_files::write_pages(github, &pages.named());
                Exit::Done
            }
            Err(error) => {
                tracing::error!("the report was not published: {error}");
                Exit::Unreachable
            }
        }
    }

    /// First what needs nobody, so that it is there whatever becomes of the rest.
    async fn tell_github(&self, github: &Context, report: &Report, links: &Links, report_path: Option<&str>) {
        github_files::append_summary(github, &markdown::render(report, links));
        let has_backup = report.environments.iter().any(|environment| environment.backup.is_some());
        // Artifacts of a public repository can be read by anybody, and a dump is data in plain.
        // After an interrupt there is no time to ask.
        let upload = has_backup && !report.exit.is_interrupt() && !repository_is_public(github).await;
        github_files::write_outputs(github, &self.with_whole_paths(report), report_path, upload);
        let feed = self.feed().take();
        let pages = match &self.surface {
            Some(surface) => surface.tell(report, links, feed).await,
            None => Pages::default(),
        };
        github_files::write_pages(github, &pages.named());
        for line in commands::annotations(report, pages.annotated) {
            print(&format!("{line}\n"));
        }
    }

    /// On GitHub a place is looked for from the checkout, which the configuration's folder may lie below.
    fn place_in_checkout(&self, report: &mut Report) {
        let Some(github) = &self.github else { return };
        let below = subject::below(github.workspace.as_deref(), &self.root);
        if below.is_empty() {
            return;
        }
        let findings = report.findings.iter_mut().map(|finding| &mut finding.place);
        let changes = report.changes.iter_mut().map(|change| &mut change.place);
        for place in findings.chain(changes).flatten() {
            place.file = format!("{below}/{}", place.file);
        }
    }

    /// Later steps of the job look from the checkout, so they get the whole path of a backup.
    fn with_whole_paths(&self, report: &Report) -> Report {
        let mut report = report.clone();
        for backup in report.environments.iter_mut().filter_map(|environment| environment.backup.as_mut()) {
            *backup = self.root.join(&*backup).display().to_string();
        }
        report
    }

    /// Writes the report for an artifact; the folder, when that worked.
    fn keep(&self, dir: &Path, report: &Report, links: &Links) -> Option<String> {
        if let Err(error) = std::fs::create_dir_all(dir) {
            tracing::warn!("{} cannot be made: {error}", dir.display());
            return None;
        }
        write(&dir.join("report.json"), &json::render(report));
        write(&dir.join("report.md"), &markdown::render(report, links));
        write(&dir.join("report.html"), &html::render(report));
        write(&dir.join(github_files::SARIF), &self.sarif(report, links));
        write(&dir.join(github_files::BADGE), &badge::render(report));
        Some(dir.display().to_string())
    }

    /// For code scanning, which looks for files from the repository's root.
    fn sarif(&self, report: &Report, links: &Links) -> String {
        let workflow = self.github.as_ref().and_then(|github| github.workflow_file.as_deref());
        sarif::render(report, links, workflow.unwrap_or(sarif::FALLBACK))
    }

    /// Text for standard output. While the runner listens, no line of it may be a command.
    pub(crate) fn say(&self, text: &str) {
        let mut text = text.to_owned();
        if !text.ends_with('\n') {
            text.push('\n');
        }
        match self.github {
            Some(_) => print(&commands::sanitize_text(&text)),
            None => print(&text),
        }
    }

    fn style(&self) -> TextStyle {
        let terminal = self.output.file.is_none() && std::io::stdout().is_terminal();
        TextStyle {
            color: self.color(terminal),
            width: if terminal { terminal_width() } else { WIDTH },
            verbose: self.output.verbosity >= Verbosity::Verbose,
        }
    }

    fn color(&self, terminal: bool) -> bool {
        match self.output.color {
            Color::Always => true,
            Color::Never => false,
            // <https://no-color.org>
            Color::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        }
    }
}

/// What GitHub answered; an error is a line of the log, because nothing told there changes a verdict. What the
/// token may not do is no fault of anybody's: the workflow gives what it wants to give.
fn told<T>(what: &str, answer: Result<T, GithubError>) -> Option<T> {
    match answer {
        Ok(answer) => Some(answer),
        Err(error) if error.is_refused() => {
            tracing::info!("{what} was not written on GitHub: {error}");
            None
        }
        Err(error) => {
            tracing::warn!("{what} was not written on GitHub: {error}");
            None
        }
    }
}

/// Columns of the terminal; 80 where it does not say. A terminal that a program made, to run another one in it,
/// often has none.
fn terminal_width() -> usize {
    let said = rustix::termios::tcgetwinsize(std::io::stdout()).ok();
    said.map(|size| usize::from(size.ws_col)).filter(|columns| *columns > 0).unwrap_or(80).max(40)
}

fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    // A closed pipe leaves nobody to tell.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// For what goes wrong before there is a log.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "lockstep: {text}");
}

/// What a step hands on when its command line asked for nothing that could be run.
pub(crate) fn stopped(exit: Exit) {
    if exit == Exit::Done {
        return;
    }
    if let Some(github) = Context::from_environment() {
        github_files::write_exit(&github, exit);
        print("::error title=lockstep::the command line is wrong; the log of this step says where\n");
    }
}

/// Whether the file was written.
fn write(path: &Path, text: &str) -> bool {
    let written = std::fs::write(path, text);
    if let Err(error) = &written {
        tracing::error!("{} cannot be written: {error}", path.display());
    }
    written.is_ok()
}
