//! The checked settings of a run: what `lockstep.yml` and the environment said, as types.
//! After this nothing re-checks a setting. The defaults of the plain sections live here too.

use std::path::PathBuf;
use std::time::Duration;

use super::error::{ConfigError, Problem};
use super::variables::Variables;
use crate::model::accepted::Accepted;
use crate::model::connection::{Connection, Secret};
use crate::model::hazard::Allowance;
use crate::model::history::Source;
use crate::model::object::ObjectKind;
use crate::model::place::Place;
use crate::model::profile::Profile;
use crate::model::provider::Provider;
use crate::model::renaming::Renaming;
use crate::model::roles::RoleMap;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Everything the configuration says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Settings {
    /// The repository root: relative paths start here, and places in reports are relative to it.
    pub(crate) root: PathBuf,
    /// The configuration file, when there was one.
    pub(crate) file: Option<PathBuf>,
    pub(crate) migrations: Source,
    /// In deploy order: as in the file, protected ones last.
    pub(crate) environments: Vec<Environment>,
    pub(crate) apply: Apply,
    pub(crate) compare: Compare,
    /// What a plan may do.
    pub(crate) allow: Vec<Allowance>,
    /// Objects that have another name on the side that is.
    pub(crate) renames: Vec<Renaming>,
    pub(crate) backup: Backup,
    pub(crate) checks: Vec<Check>,
    pub(crate) scratch: Scratch,
    pub(crate) github: Github,
    /// The differences that were accepted.
    pub(crate) accepted: Vec<Accepted>,
    /// Every text that must not be shown: whole URLs, passwords raw and decoded.
    pub(crate) secrets: Vec<Secret>,
    /// Process environment and `--env-file`s together, for sides such as `env:NAME`.
    pub(crate) variables: Variables,
}

/// One database of the user's.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Environment {
    pub(crate) name: String,
    /// The variable that should hold the URL is named when it is missing: modes that do not need
    /// this environment go on without it.
    pub(crate) url: Result<Connection, MissingUrl>,
    /// For writing, when `url` goes through a pooler.
    pub(crate) direct_url: Option<Connection>,
    pub(crate) branch: Option<String>,
    pub(crate) protected: bool,
    /// `None` = recognise by host.
    pub(crate) provider: Option<Provider>,
    /// The page of what runs on this database, for its deployments on GitHub.
    pub(crate) environment_url: Option<String>,
    /// Where the configuration file names it; `None` without one.
    pub(crate) place: Option<Place>,
}

/// Why there is no URL where one is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MissingUrl {
    /// The variable that was not set or empty.
    pub(crate) variable: String,
    /// What to do about it.
    pub(crate) help: String,
}

impl MissingUrl {
    /// What wants this variable, which is not set.
    pub(crate) fn of(variable: &str, variables: &Variables) -> Self {
        Self { variable: variable.to_owned(), help: variables.help_for_missing(variable) }
    }

    /// The same as an error, for `key`.
    pub(crate) fn error(&self, key: &str) -> ConfigError {
        ConfigError::new(Problem::MissingVariable {
            key: key.to_owned(),
            variable: self.variable.clone(),
            help: self.help.clone(),
        })
    }
}

/// How migrations are applied.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Apply {
    pub(crate) lock_timeout: Duration,
    pub(crate) statement_timeout: Duration,
    /// How often a migration is tried again after a lock timeout.
    pub(crate) retries: u32,
    /// How long to wait for another run's lock.
    pub(crate) wait_for_lock: Duration,
}

impl Default for Apply {
    fn default() -> Self {
        Self {
            lock_timeout: Duration::from_secs(5),
            statement_timeout: 15 * MINUTE,
            retries: 5,
            wait_for_lock: 10 * MINUTE,
        }
    }
}

/// What is compared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Compare {
    /// Globs of schema names.
    pub(crate) schemas: Vec<String>,
    pub(crate) ignore: Vec<IgnoreRule>,
    pub(crate) privileges: Level,
    pub(crate) owners: Level,
    /// What the user says belongs to a platform.
    pub(crate) managed: Profile,
    /// One role under several names.
    pub(crate) roles: RoleMap,
    /// Globs of the partitioned tables whose partitions come and go.
    pub(crate) dynamic_partitions: Vec<String>,
    /// The file of accepted differences, relative to the root.
    pub(crate) accepted: PathBuf,
}

impl Default for Compare {
    fn default() -> Self {
        Self {
            schemas: vec!["*".to_owned()],
            ignore: Vec::new(),
            privileges: Level::Report,
            owners: Level::Off,
            managed: Profile::default(),
            roles: RoleMap::default(),
            dynamic_partitions: Vec::new(),
            accepted: PathBuf::from("lockstep.accepted.yml"),
        }
    }
}

/// What to do about differences of one sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// Not compared (`off` or `ignore`).
    Off,
    /// Shown, as warnings.
    Report,
    /// Errors.
    Enforce,
}

/// Objects the user does not want compared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct IgnoreRule {
    /// `None` = every kind.
    pub(crate) kind: Option<ObjectKind>,
    /// Glob over the object's path: `public.pg_temp_*`.
    pub(crate) name: String,
    pub(crate) reason: String,
    /// `YYYY-MM-DD`; after that day the rule no longer holds and is warned about.
    pub(crate) until: Option<String>,
    /// Where the configuration file says it.
    pub(crate) place: Place,
}

/// Where and how backups are made.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Backup {
    /// Relative to the root.
    pub(crate) dir: PathBuf,
    pub(crate) retention: Duration,
    pub(crate) jobs: u32,
    pub(crate) format: BackupFormat,
    pub(crate) schema_only: bool,
    pub(crate) prove: Prove,
    /// A protected environment is only changed after a proven backup.
    pub(crate) required: bool,
    /// `health` complains when the newest proven backup is older.
    pub(crate) max_age: Duration,
}

impl Default for Backup {
    fn default() -> Self {
        Self {
            dir: PathBuf::from("backups"),
            retention: 30 * DAY,
            jobs: 2,
            format: BackupFormat::Custom,
            schema_only: false,
            prove: Prove::Full,
            required: true,
            max_age: 7 * DAY,
        }
    }
}

/// pg_dump's output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BackupFormat {
    Custom,
    Directory,
}

/// How a backup is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prove {
    Off,
    /// Restore the schema into scratch and compare the catalogs.
    Schema,
    /// The same with the data, and compare the row counts.
    Full,
}

/// One assertion of the user's.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Check {
    pub(crate) name: String,
    pub(crate) sql: String,
    pub(crate) expect: Expectation,
    /// Empty = every environment.
    pub(crate) environments: Vec<String>,
    /// Where the configuration file says it.
    pub(crate) place: Place,
}

/// What an assertion's SQL must return.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expectation {
    /// One row, one column, this text.
    Scalar(String),
    /// One row, one column, a number that compares like this.
    Compare(Comparison, f64),
    /// Exactly these rows, in order; `None` is NULL.
    Rows(Vec<Vec<Option<String>>>),
}

/// A comparison in `expect`: `">= 18"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// The throw-away PostgreSQL.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Scratch {
    /// A server where databases may be made and dropped; `None` = an embedded one.
    pub(crate) url: Option<Connection>,
    /// `url` wants a variable that is not set; only where an event is given no secrets this is no error.
    pub(crate) missing: Option<(MissingUrl, Place)>,
    /// SQL to run before every replay, relative to the root.
    pub(crate) prelude: Option<PathBuf>,
}

/// What a run on GitHub Actions tells beside its log, its summary and its outputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Github {
    /// A check run on the commit.
    pub(crate) check_run: bool,
    /// One comment on the pull request, kept up to date.
    pub(crate) comment: bool,
    /// One issue for the drift of each environment, kept by `health`.
    pub(crate) issue: bool,
    pub(crate) deployment: Deployments,
    /// What tells the jobs of a matrix apart: part of the names of its check runs, comments and issues.
    pub(crate) name: Option<String>,
}

impl Default for Github {
    fn default() -> Self {
        Self { check_run: true, comment: true, issue: true, deployment: Deployments::Auto, name: None }
    }
}

/// Whether a run that changes an environment makes a deployment of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deployments {
    /// Unless the job names an environment, for which GitHub itself makes one.
    Auto,
    Always,
    Never,
}
