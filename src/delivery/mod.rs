//! Where the reports of a run go: standard output or a file, the log, and on GitHub the step's
//! summary, outputs and annotations. Only wiring: each place has its own writer in `outputs`.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use indicatif::MultiProgress;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};

use crate::cli::options::{Color, Output, ReportFormat, Verbosity};
use crate::db::notices::{self, NoticeLayer};
use crate::github::client::repository_is_public;
use crate::github::context::Context;
use crate::github::links::Links;
use crate::model::connection::Secret;
use crate::model::exit::Exit;
use crate::model::report::Report;
use crate::outputs;
use crate::outputs::redact::Redactor;
use crate::outputs::text::TextStyle;
use crate::outputs::{Format, commands, github_files, html, json, log, markdown, progress};

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
}

impl Delivery {
    pub(crate) fn new(output: Output, github: Option<Context>) -> Self {
        let directory = std::env::var_os("LOCKSTEP_REPORT_DIR").filter(|dir| !dir.is_empty());
        let bars = progress::bars(output.verbosity > Verbosity::Quiet && github.is_none());
        let directory = directory.map(PathBuf::from);
        Self { output, github, redactor: Redactor::new(&[]), bars, directory, root: PathBuf::new() }
    }

    /// Starts the log, when the secrets and the root are known and before anything is said.
    pub(crate) fn start(&mut self, secrets: &[Secret], root: &Path) {
        self.root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        self.redactor = Redactor::new(secrets);
        if self.github.is_some() {
            for mask in commands::add_mask(secrets) {
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

    /// Shows what goes on, once the secrets are known.
    pub(crate) fn progress(&self) -> progress::ProgressLog {
        progress::ProgressLog::new(self.bars.clone(), self.redactor.clone())
    }

    /// Renders the report to every place; returns its exit code.
    pub(crate) async fn report(&self, report: Report) -> Exit {
        let report = self.redactor.report(report);
        let links = self.github.as_ref().map(Links::of).unwrap_or_default();
        let style = self.style();
        let format = match self.output.format {
            ReportFormat::Text => Format::Text,
            ReportFormat::Json => Format::Json,
            ReportFormat::Markdown => Format::Markdown,
            ReportFormat::Html => Format::Html,
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

    async fn tell_github(&self, github: &Context, report: &Report, links: &Links, report_path: Option<&str>) {
        github_files::append_summary(github, &markdown::render(report, links));
        let has_backup = report.environments.iter().any(|environment| environment.backup.is_some());
        // Artifacts of a public repository can be read by anybody, and a dump is data in plain.
        let upload = has_backup && !repository_is_public(github).await;
        let report = self.in_workspace(github, report);
        github_files::write_outputs(github, &report, report_path, upload);
        for line in commands::annotations(&report) {
            print(&format!("{line}\n"));
        }
    }

    /// The report with places as the runner wants them: relative to the checkout, which the
    /// configuration's folder may lie below. Later steps of the job look from the checkout, too, so
    /// they get the whole path of a backup.
    fn in_workspace(&self, github: &Context, report: &Report) -> Report {
        let mut report = report.clone();
        let workspace = github.workspace.as_deref().and_then(|path| path.canonicalize().ok());
        let below = workspace.and_then(|workspace| Some(self.root.strip_prefix(workspace).ok()?.to_owned()));
        if let Some(below) = below.filter(|below| !below.as_os_str().is_empty()) {
            for place in report.findings.iter_mut().filter_map(|finding| finding.place.as_mut()) {
                place.file = below.join(&place.file).display().to_string();
            }
        }
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
        Some(dir.display().to_string())
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
