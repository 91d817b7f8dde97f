//! Options that every mode has; they may stand before or after the mode.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

const HEADING: &str = "Global options";

#[derive(Debug, Args)]
pub(super) struct GlobalArgs {
    /// Read this configuration file [default: lockstep.yml or .github/lockstep.yml]
    #[arg(long, global = true, value_name = "FILE", help_heading = HEADING)]
    pub(super) config: Option<PathBuf>,

    /// Read variables from a file such as .env; may be given several times
    ///
    /// Without this option no such file is read. The process environment wins over the files, and
    /// two files may not define one variable differently.
    #[arg(long = "env-file", global = true, value_name = "FILE", help_heading = HEADING)]
    pub(super) env_files: Vec<PathBuf>,

    /// Form of the report
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT", help_heading = HEADING)]
    format: ReportFormat,

    /// Write the report to a file instead of standard output
    #[arg(long, global = true, value_name = "FILE", help_heading = HEADING)]
    out: Option<PathBuf>,

    /// Log more; -vv logs everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = HEADING)]
    verbose: u8,

    /// Log warnings and errors only
    #[arg(short, long, global = true, conflicts_with = "verbose", help_heading = HEADING)]
    quiet: bool,

    /// Colour of the report and the log
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN", help_heading = HEADING)]
    color: Color,
}

impl GlobalArgs {
    pub(super) fn output(&self) -> Output {
        Output {
            format: self.format,
            file: self.out.clone(),
            color: self.color,
            verbosity: match (self.quiet, self.verbose) {
                (true, _) => Verbosity::Quiet,
                (false, 0) => Verbosity::Normal,
                (false, 1) => Verbosity::Verbose,
                (false, _) => Verbosity::Everything,
            },
        }
    }
}

/// How the report and the log are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output {
    pub(crate) format: ReportFormat,
    /// `None` = standard output.
    pub(crate) file: Option<PathBuf>,
    pub(crate) color: Color,
    pub(crate) verbosity: Verbosity,
}

/// The form of the report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people at a terminal
    #[default]
    Text,
    /// For programs: a frozen, versioned structure
    Json,
    /// For a pull request or an issue
    Markdown,
    /// For a browser: one file with search, differences side by side, and nothing to load
    Html,
    /// For code scanning: SARIF 2.1.0
    Sarif,
}

/// When to colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    Always,
    Never,
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verbosity {
    Quiet,
    Normal,
    Verbose,
    Everything,
}
