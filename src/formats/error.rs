//! Why migration files cannot be read or sent.

use std::io;

use crate::git::GitError;
use crate::model::code::Code;
use crate::model::history::Tool;
use crate::model::place::Place;

/// The folder or a file in it is not what its tool, or lockstep, can work with.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FormatError {
    #[error(
        "no folder with migrations was found; looked in {looked}; name yours in lockstep.yml: \
         `migrations: {{path: path/to/migrations, format: plain}}`"
    )]
    NotFound { looked: String },
    #[error("the migrations folder {path} does not exist; correct `migrations.path` in lockstep.yml")]
    NoFolder { path: String },
    #[error(
        "{path} holds no migrations that lockstep knows; set `migrations.format` in lockstep.yml if it will"
    )]
    Unrecognised { path: String },
    #[error(
        "more than one tool may own the migrations: {candidates}; name the one in use in lockstep.yml: `{line}`"
    )]
    Ambiguous { candidates: String, line: String },
    #[error("cannot read {path}")]
    Read { path: String, source: io::Error },
    #[error("cannot make room for a copy of earlier migrations")]
    Room { source: io::Error },
    #[error(transparent)]
    Git(#[from] GitError),
    #[error("{path} is not UTF-8 text without NUL; save it as UTF-8")]
    Encoding { path: String },
    #[error(
        "{file} is missing; a {} migration is a folder with that file: restore it or delete the folder",
        tool.as_str()
    )]
    MissingScript { file: String, tool: Tool },
    #[error(
        "{file} is for {provider}, not for PostgreSQL; set `provider = \"postgresql\"` if the migrations are"
    )]
    Provider { file: String, line: u32, provider: String },
    #[error(
        "{file} does not begin with a version number and `_`; name it like `20240101000000_create_users.sql`"
    )]
    Name { file: String },
    #[error("{file}: {reason}")]
    Options { file: String, reason: String },
    #[error("{place}: {reason}")]
    Unsupported { place: Place, reason: String },
    #[error("lockstep writes no migration in the form of {}: {how}, then put the SQL of `lockstep export` into it", tool.as_str())]
    NotWritten { tool: Tool, how: &'static str },
    #[error("a row of {}'s history table cannot be read: {reason}", tool.as_str())]
    Row { tool: Tool, reason: String },
}

impl FormatError {
    /// The finding code that fits.
    pub(crate) fn code(&self) -> Code {
        match self {
            Self::Unsupported { .. } => Code::MigrationUnsupported,
            Self::Name { .. } => Code::MigrationName,
            _ => Code::ConfigurationInvalid,
        }
    }

    /// The file that must be changed, when there is one.
    pub(crate) fn place(&self) -> Option<Place> {
        match self {
            Self::Read { path: file, .. }
            | Self::Encoding { path: file }
            | Self::MissingScript { file, .. }
            | Self::Name { file }
            | Self::Options { file, .. } => Some(Place::file(file.clone())),
            Self::Provider { file, line, .. } => Some(Place::at(file.clone(), *line, 1)),
            Self::Unsupported { place, .. } => Some(place.clone()),
            _ => None,
        }
    }
}
