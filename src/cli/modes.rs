//! The modes and their options, in the order of the help.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::config::date::is_date;
use crate::config::settings::BackupFormat;
use crate::config::side::SideArgument;
use crate::config::task::{Acceptance, RestoreSource, Task};

use super::recording::{BaselineArgs, ResolveArgs};

/// What a side is, for the modes that take one.
const SIDES: &str = "\
A side is one of
  NAME           an environment of the configuration
  migrations     the configured migrations, replayed on a scratch server
  dir:PATH       another folder of migrations, replayed
  file:PATH.sql  a SQL script, loaded into a scratch server
  env:NAME       a database whose URL is in the variable NAME
  postgres://…   a database; the URL is then visible in the list of processes and in
                 shell histories, so prefer env:NAME";

#[derive(Debug, Subcommand)]
pub(super) enum ModeArgs {
    /// Check the migration files and the history, and replay the files; writes nothing
    #[command(
        after_long_help = "Examples:\n  lockstep check\n  lockstep check --base origin/main\n  lockstep check --format json --out report.json"
    )]
    Check(CheckArgs),
    /// Show which migrations are applied, pending, edited or failed; writes nothing
    #[command(after_long_help = "Examples:\n  lockstep status\n  lockstep status --all --env-file .env")]
    Status(StatusArgs),
    /// Show the differences between two schemas; writes nothing
    #[command(after_long_help = compare_help())]
    Compare(CompareArgs),
    /// Print the SQL that turns one schema into another, proved on scratch; writes nothing
    #[command(after_long_help = plan_help())]
    Plan(PlanArgs),
    /// Prove that the databases are up to date, without drift and equal; writes nothing
    #[command(after_long_help = "Examples:\n  lockstep verify\n  lockstep verify --environment production")]
    Verify(VerifyArgs),
    /// Verify everything, and look at backups, indexes and constraints; writes nothing
    #[command(
        after_long_help = "Examples:\n  lockstep health\n  lockstep health --self-test\n  lockstep health --format markdown"
    )]
    Health(HealthArgs),
    /// Back up one environment, prove the backup and remove old ones
    #[command(
        after_long_help = "Examples:\n  lockstep backup --environment production\n  lockstep backup --environment staging --schema-only"
    )]
    Backup(BackupArgs),
    /// Apply pending migrations to one environment
    #[command(
        after_long_help = "Examples:\n  lockstep apply --environment staging --dry-run\n  lockstep apply --environment staging"
    )]
    Apply(ApplyArgs),
    /// Apply to staging, compare, back up production, apply there, verify
    #[command(after_long_help = "Examples:\n  lockstep deploy --dry-run\n  lockstep deploy")]
    Deploy(DeployArgs),
    /// Make one environment's schema equal to another: back up, plan, prove, run, compare
    #[command(after_long_help = sync_schema_help())]
    SyncSchema(SyncSchemaArgs),
    /// Restore a backup into a side database and prove it
    #[command(
        after_long_help = "Examples:\n  lockstep restore --environment production --into env:SIDE_DATABASE_URL\n  lockstep restore --backup backups/production/20270131T020000Z --into env:SIDE_DATABASE_URL"
    )]
    Restore(RestoreArgs),
    /// Record migrations as applied in a database that already has their effect
    #[command(
        after_long_help = "Examples:\n  lockstep baseline --environment production --dry-run\n  lockstep baseline --environment production\n  lockstep baseline --environment production --to 20240501120000_init"
    )]
    Baseline(BaselineArgs),
    /// Record what became of a failed migration
    #[command(
        after_long_help = "Examples:\n  lockstep resolve --environment staging --rolled-back 20240501120000_init\n  lockstep resolve --environment staging --applied 20240501120000_init"
    )]
    Resolve(ResolveArgs),
    /// Print the complete schema as SQL
    #[command(after_long_help = export_help())]
    Export(ExportArgs),
    /// Tell GitHub what the report of another run says, for pull requests from forks
    #[command(after_long_help = "Examples:\n  lockstep publish report/report.json")]
    Publish(PublishArgs),
    /// Run the whole pipeline on two embedded databases with the example migrations
    #[command(after_long_help = "Examples:\n  lockstep demo\n  lockstep demo --keep")]
    Demo(DemoArgs),
}

fn compare_help() -> String {
    format!(
        "{SIDES}\n\nExamples:\n  lockstep compare\n  lockstep compare --from production --to migrations\n  \
         lockstep compare --from env:OLD_DATABASE_URL --to file:schema.sql"
    )
}

fn plan_help() -> String {
    format!(
        "{SIDES}\n\nExamples:\n  lockstep plan --from production --to staging\n  lockstep plan --from production \
         --to migrations > plan.sql\n  lockstep plan --from production --to file:schema.sql --offline"
    )
}

fn sync_schema_help() -> String {
    format!(
        "{SIDES}\n\nExamples:\n  lockstep sync-schema --dry-run\n  lockstep sync-schema --environment production \
         --to staging\n  lockstep sync-schema --approved plan.sql"
    )
}

fn export_help() -> String {
    format!(
        "{SIDES}\n\nExamples:\n  lockstep export > schema.sql\n  lockstep export --from production --as-migration init"
    )
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Compare with this branch or commit: what it has may have run, and must not change
    /// [default: on a pull request the branch it goes to, on a push what was there before]
    ///
    /// Edits, deletions and renames are told from where this branch left it; new migrations must come
    /// after its newest. The commit must be in the clone: nothing is fetched.
    #[arg(long, value_name = "REF", value_parser = revision)]
    base: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    /// Show applied migrations too
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    /// What is [default: the first environment, staging]
    ///
    /// An object that only this side has is reported as extra.
    #[arg(long, value_name = "SIDE", value_parser = side)]
    from: Option<SideArgument>,

    /// What is wanted [default: the last environment, production]
    ///
    /// An object that only this side has is reported as missing.
    #[arg(long, value_name = "SIDE", value_parser = side)]
    to: Option<SideArgument>,
}

#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    /// What is [default: the last environment, production]
    #[arg(long, value_name = "SIDE", value_parser = side)]
    from: Option<SideArgument>,

    /// What is wanted [default: the first environment, staging]
    #[arg(long, value_name = "SIDE", value_parser = side)]
    to: Option<SideArgument>,

    /// The shortest script, in one transaction where possible, for a database that nobody uses meanwhile
    ///
    /// Without it indexes are built concurrently and constraints validated after they were added.
    #[arg(long)]
    offline: bool,
}

#[derive(Debug, Args)]
pub(super) struct SyncSchemaArgs {
    /// The environment to change [default: the last, production]
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,

    /// What is wanted [default: the first environment, staging]
    #[arg(long, value_name = "SIDE", value_parser = side)]
    to: Option<SideArgument>,

    /// The shortest script, for a database that nobody uses meanwhile
    #[arg(long)]
    offline: bool,

    /// Plan and prove, and change nothing
    #[arg(long)]
    dry_run: bool,

    /// Run only the plan that was approved: its hash (sha256:…), or a file that `plan` wrote
    #[arg(long, value_name = "HASH|FILE")]
    approved: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// Verify this environment only
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct HealthArgs {
    /// Prove first that every kind of change is seen: plant each on scratch, and look
    ///
    /// As long as one is not seen, no database is called free of drift.
    #[arg(long)]
    self_test: bool,
    /// Accept today's differences: from now on only new and changed ones fail a run
    ///
    /// They are written to the file that compare.accepted names, lockstep.accepted.yml. What it held
    /// and is gone is dropped; what has expired is accepted anew.
    #[arg(long)]
    accept: bool,

    /// Why they are accepted
    #[arg(long, value_name = "TEXT", requires = "accept")]
    reason: Option<String>,

    /// The last day on which they are, YYYY-MM-DD
    #[arg(long, value_name = "DATE", requires = "accept", value_parser = day)]
    until: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct BackupArgs {
    /// The environment to back up
    #[arg(long, value_name = "NAME")]
    environment: String,

    /// Leave the rows out
    #[arg(long)]
    schema_only: bool,

    /// pg_dump's format [default: backup.format of the configuration]
    #[arg(long, value_enum, value_name = "FORMAT")]
    dump_format: Option<DumpFormat>,
}

/// pg_dump's format, as a word of the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum DumpFormat {
    /// One compressed file
    Custom,
    /// A directory, dumped and restored in parallel
    Directory,
}

#[derive(Debug, Args)]
pub(super) struct ApplyArgs {
    /// The environment to change
    #[arg(long, value_name = "NAME")]
    environment: String,

    /// Show what would run, and change nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct DeployArgs {
    /// Show what would run, and change nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    #[command(flatten)]
    source: RestoreSourceArgs,

    /// The empty side database to restore into: env:NAME or a postgres:// URL
    ///
    /// A URL on the command line is visible in the list of processes; prefer env:NAME, the name of
    /// a variable that holds it.
    #[arg(long, value_name = "URL", value_parser = database)]
    into: SideArgument,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct RestoreSourceArgs {
    /// Restore the newest proven backup of this environment
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,

    /// Restore the backup in this directory
    #[arg(long, value_name = "PATH")]
    backup: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// What to export [default: migrations]
    #[arg(long, value_name = "SIDE", value_parser = side)]
    from: Option<SideArgument>,

    /// Write it as a migration of this name, in the form of the tool in use
    #[arg(long, value_name = "NAME")]
    as_migration: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct PublishArgs {
    /// The report.json that the other run handed over; it is read as data and nothing else
    ///
    /// It becomes a check run and a comment of the commit and the pull request that the workflow_run
    /// event names, whatever the file says.
    #[arg(value_name = "REPORT")]
    report: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Leave the two databases running, and print how to reach and stop them
    #[arg(long)]
    keep: bool,
}

/// clap shows a refused value, so nothing that may hold a password is refused here.
fn side(text: &str) -> Result<SideArgument, String> {
    match text {
        "" => {
            Err("a side is an environment, migrations, dir:PATH, file:PATH.sql, env:NAME or a URL".to_owned())
        }
        text => Ok(SideArgument::read(text)),
    }
}

/// git would take a dash for an option.
fn revision(text: &str) -> Result<String, String> {
    match text {
        "" => Err("give a branch, a tag or a commit".to_owned()),
        text if text.starts_with('-') => Err("a branch does not begin with a dash".to_owned()),
        text => Ok(text.to_owned()),
    }
}

fn day(text: &str) -> Result<String, String> {
    if is_date(text) { Ok(text.to_owned()) } else { Err("write a day as YYYY-MM-DD".to_owned()) }
}

fn database(text: &str) -> Result<SideArgument, String> {
    match SideArgument::read(text) {
        database @ (SideArgument::Url(_) | SideArgument::Variable(_)) => Ok(database),
        _ => Err("give env:NAME, the name of a variable that holds the URL, or a postgres:// URL".to_owned()),
    }
}

impl ModeArgs {
    pub(super) fn into_task(self) -> Task {
        match self {
            Self::Check(CheckArgs { base }) => Task::Check { base },
            Self::Status(StatusArgs { all }) => Task::Status { all },
            Self::Compare(CompareArgs { from, to }) => Task::Compare { from, to },
            Self::Plan(PlanArgs { from, to, offline }) => Task::Plan { from, to, offline },
            Self::SyncSchema(SyncSchemaArgs { environment, to, offline, dry_run, approved }) => {
                Task::SyncSchema { environment, to, offline, dry_run, approved }
            }
            Self::Verify(VerifyArgs { environment }) => Task::Verify { environment },
            Self::Health(HealthArgs { self_test, accept, reason, until }) => {
                Task::Health { self_test, accept: accept.then_some(Acceptance { reason, until }) }
            }
            Self::Backup(BackupArgs { environment, schema_only, dump_format }) => Task::Backup {
                environment,
                schema_only,
                format: dump_format.map(|format| match format {
                    DumpFormat::Custom => BackupFormat::Custom,
                    DumpFormat::Directory => BackupFormat::Directory,
                }),
            },
            Self::Apply(ApplyArgs { environment, dry_run }) => Task::Apply { environment, dry_run },
            Self::Deploy(DeployArgs { dry_run }) => Task::Deploy { dry_run },
            Self::Restore(RestoreArgs { source, into }) => {
                Task::Restore { source: source.into_source(), into }
            }
            Self::Baseline(arguments) => arguments.into_task(),
            Self::Resolve(arguments) => arguments.into_task(),
            Self::Export(ExportArgs { from, as_migration }) => Task::Export { from, as_migration },
            Self::Publish(PublishArgs { report }) => Task::Publish { report },
            Self::Demo(DemoArgs { keep }) => Task::Demo { keep },
        }
    }
}

impl RestoreSourceArgs {
    fn into_source(self) -> RestoreSource {
        match (self.backup, self.environment) {
            (Some(path), _) => RestoreSource::Path(path),
            (None, environment) => RestoreSource::Newest {
                environment: environment.expect("clap requires one of the group's two options"),
            },
        }
    }
}
