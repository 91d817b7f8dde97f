//! The command line: clap's definitions, one `Args` struct per mode, and their way into a
//! [`Request`]. The doc comments here are the help texts, and `docs/cli.md` is made from them.
//! Nothing here reads a file, a variable or a database.

mod modes;
pub(crate) mod options;
mod recording;
mod stop;

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{CommandFactory as _, FromArgMatches as _, Parser};

use crate::config::task::Task;
use crate::model::exit::Exit;
use modes::ModeArgs;
use options::{GlobalArgs, Output};

pub(crate) use stop::Stop;

/// Keep a staging and a production PostgreSQL database in step.
///
/// lockstep works around the migration tool you already have: it applies what is pending exactly as
/// that tool would, and proves before and after that both databases hold the schema the files
/// describe. It applies migrations of Prisma, Supabase, sqlx, Flyway, Drizzle, dbmate,
/// golang-migrate, goose, diesel, refinery and node-pg-migrate, and plain SQL files; those of Atlas,
/// Liquibase and Sqitch it reads and checks.
#[derive(Debug, Parser)]
#[command(
    name = "lockstep",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    subcommand_value_name = "MODE",
    subcommand_help_heading = "Modes",
    after_long_help = after_help()
)]
struct Cli {
    #[command(flatten)]
    global: GlobalArgs,

    #[command(subcommand)]
    mode: ModeArgs,
}

/// The table of exit codes, which the model owns.
fn after_help() -> String {
    let mut text = "Exit codes:\n".to_owned();
    for exit in Exit::ALL {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {:<4} {}", exit.code(), exit.meaning());
    }
    text.push_str("\nThe report goes to standard output, the log to standard error.");
    text
}

/// What the user asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) task: Task,
    /// `--config`
    pub(crate) config: Option<PathBuf>,
    /// `--env-file`s, in the order given.
    pub(crate) env_files: Vec<PathBuf>,
    pub(crate) output: Output,
}

/// Reads the arguments, program name first. `Err` holds the help, the version, or what was wrong
/// with the usage.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Request, Stop> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = Cli::command()
        .try_get_matches_from(&arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches))
        .map_err(|error| Stop::new(error, &arguments))?;
    let GlobalArgs { config, env_files, .. } = &cli.global;
    Ok(Request {
        config: config.clone(),
        env_files: env_files.clone(),
        output: cli.global.output(),
        task: cli.mode.into_task(),
    })
}

#[cfg(test)]
mod docs_test;
#[cfg(test)]
mod tests;
