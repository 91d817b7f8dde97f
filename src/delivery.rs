//! Where the reports of a run go: standard output or a file, the log, and on GitHub the step's
//! summary, outputs and annotations. Only wiring: each place has its own writer in `outputs`.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use crate::cli::{Color, Output, ReportFormat, Verbosity};
use crate::db::notices::NoticeLayer;
use crate::github::client::repository_is_public;
use crate::github::context::Context;
use crate::model::connection::Secret;
use crate::model::exit::Exit;
use crate::model::report::Report;
use crate::outputs::redact::Redactor;
use crate::outputs::text::TextStyle;
use crate::outputs::{Format, commands, github_files, json, log, markdown};

/// Columns of a report that does not go to a terminal.
const WIDTH: usize = 100;

/// The places of one invocation.
pub(crate) struct Delivery {
    output: Output,
    github: Option<Context>,
    redactor: Redactor,
    /// `LOCKSTEP_REPORT_DIR`: where the action wants the report for its artifact.
    directory: Option<PathBuf>,
}

impl Delivery {
    pub(crate) fn new(output: Output, github: Option<Context>) -> Self {
        let directory = std::env::var_os("LOCKSTEP_REPORT_DIR").filter(|dir| !dir.is_empty());
        Self { output, github, redactor: Redactor::new(&[]), directory: directory.map(PathBuf::from) }
    }

    /// Starts the log, when the secrets are known and before anything is said.
    pub(crate) fn start(&mut self, secrets: &[Secret]) {
        self.redactor = Redactor::new(secrets);
        if self.github.is_some() {
            for mask in commands::add_mask(secrets) {
                print(&format!("{mask}\n"));
            }
        }
        let debug = self.github.as_ref().is_some_and(|github| github.debug);
        let options = log::LogOptions {
            level: match self.output.verbosity {
                _ if debug => log::Level::Debug,
                Verbosity::Quiet => log::Level::Warn,
                Verbosity::Normal => log::Level::Info,
                Verbosity::Verbose => log::Level::Debug,
                Verbosity::Everything => log::Level::Trace,
            },
            color: self.color(std::io::stderr().is_terminal()),
            github: self.github.is_some(),
            redactor: self.redactor.clone(),
        };
        log::init(options, NoticeLayer);
    }

    /// Renders the report to every place; returns its exit code.
    pub(crate) async fn report(&self, report: Report) -> Exit {
        let report = self.redactor.report(report);
        let run_url = self.github.as_ref().and_then(Context::run_url);
        let style = self.style();
        let format = match self.output.format {
            ReportFormat::Text => Format::Text(&style),
            ReportFormat::Json => Format::Json,
            ReportFormat::Markdown => Format::Markdown { run_url: run_url.as_deref() },
        };
        let rendered = self.redactor.redact(&crate::outputs::render(format, &report));
        match &self.output.file {
            Some(path) => write(path, &rendered),
            None => self.say(&rendered),
        }
        let report_path = self.directory.as_deref().and_then(|dir| self.keep(dir, &report, run_url.as_deref()));
        if let Some(github) = &self.github {
            self.tell_github(github, &report, run_url.as_deref(), report_path.as_deref()).await;
        }
        report.exit
    }

    async fn tell_github(
        &self,
        github: &Context,
        report: &Report,
        run_url: Option<&str>,
        report_path: Option<&str>,
    ) {
        let page = self.redactor.redact(&markdown::render(report, run_url));
        github_files::append_summary(github, &page);
        let has_backup = report.environments.iter().any(|environment| environment.backup.is_some());
        // Artifacts of a public repository can be read by anybody, and a dump is data in plain.
        let upload = has_backup && !repository_is_public(github).await;
        github_files::write_outputs(github, report, report_path, upload);
        for line in commands::annotations(report) {
            print(&format!("{}\n", self.redactor.redact(&line)));
        }
    }

    /// Writes the report for an artifact; the folder, when that worked.
    fn keep(&self, dir: &Path, report: &Report, run_url: Option<&str>) -> Option<String> {
        if let Err(error) = std::fs::create_dir_all(dir) {
            tracing::warn!("{} cannot be made: {error}", dir.display());
            return None;
        }
        write(&dir.join("report.json"), &self.redactor.redact(&json::render(report)));
        write(&dir.join("report.md"), &self.redactor.redact(&markdown::render(report, run_url)));
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

/// Columns of the terminal; 80 where it does not say.
fn terminal_width() -> usize {
    rustix::termios::tcgetwinsize(std::io::stdout()).ok().map_or(80, |size| usize::from(size.ws_col)).max(40)
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

fn write(path: &Path, text: &str) {
    if let Err(error) = std::fs::write(path, text) {
        tracing::warn!("{} cannot be written: {error}", path.display());
    }
}
