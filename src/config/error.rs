//! What can be wrong with the configuration: one error, all its wordings, where it is and what to
//! do. No message ever holds a URL, a password or the value of a variable.

use std::error::Error;
use std::fmt;

use super::connection::UrlProblem;
use crate::model::code::Code;
use crate::model::exit::Exit;
use crate::model::finding::Finding;
use crate::model::place::Place;

/// A configuration that cannot be used (exit 3).
#[derive(Debug)]
pub(crate) struct ConfigError {
    pub(crate) problem: Box<Problem>,
    /// The file's place, where there is a file.
    pub(crate) place: Option<Place>,
}

impl ConfigError {
    pub(crate) fn new(problem: Problem) -> Self {
        Self { problem: Box::new(problem), place: None }
    }

    pub(crate) fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Naming an environment that is not configured is wrong usage, the rest a bad configuration.
    pub(crate) fn exit(&self) -> Exit {
        match (&*self.problem, &self.place) {
            (Problem::UnknownEnvironment { .. }, None) => Exit::Usage,
            _ => Exit::Configuration,
        }
    }

    /// The same for the report.
    pub(crate) fn finding(&self) -> Finding {
        let mut message = self.problem.to_string();
        if let Some(cause) = self.source() {
            message = format!("{message}: {cause}");
        }
        let mut finding = Finding::new(Code::ConfigurationInvalid, message);
        finding.help = self.problem.help();
        finding.place = self.place.clone();
        finding
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        self.problem.fmt(f)
    }
}

impl Error for ConfigError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.problem.source()
    }
}

/// What is wrong. Keys are written in full: `apply.lock_timeout`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("cannot read {path}")]
    Unreadable { path: String, source: std::io::Error },
    #[error("{path} is not UTF-8 text")]
    NotUtf8 { path: String },
    #[error("there are two configuration files: {first} and {second}")]
    TwoFiles { first: String, second: String },
    #[error("not valid YAML: {0}")]
    Syntax(String),
    #[error("a tab where YAML wants spaces")]
    Tab,
    #[error("a second YAML document begins here; the configuration is one document")]
    SecondDocument,
    #[error("a tag (`!name`) has no meaning here")]
    Tag,
    #[error("the configuration must be keys with their values, not {found}")]
    NotKeys { found: &'static str },
    #[error("unknown key `{key}` in {section}")]
    UnknownKey { key: String, section: String, nearest: Option<String>, known: String },
    #[error("`{key}` is not in this release of lockstep")]
    NotInThisRelease { key: String },
    #[error("`{key}` is given twice")]
    DuplicateKey { key: String },
    #[error("`{key}` must be {wanted}, not {found}")]
    WrongType { key: String, wanted: &'static str, found: &'static str },
    #[error("`{key}` cannot be `{shown}`")]
    UnknownWord { key: String, shown: String, nearest: Option<String>, known: String },
    #[error("`{key}` is missing")]
    MissingKey { key: String, help: &'static str },
    #[error("`{key}` {reason}")]
    BadValue { key: String, reason: String, help: &'static str },
    #[error("`{key}` needs the variable {variable}, which is not set")]
    MissingVariable { key: String, variable: String, help: String },
    #[error("`{key}`: {reason}")]
    BadTemplate { key: String, reason: &'static str },
    #[error("`{subject}`: {problem}")]
    Url { subject: String, problem: UrlProblem },
    #[error("{first} and {second} are both set, to different values")]
    VariablesDiffer { first: String, second: String },
    #[error("{reason}")]
    EnvFileLine { reason: &'static str },
    #[error("{variable} is defined differently in {first} and {second}")]
    EnvFilesDiffer { variable: String, first: String, second: String },
    #[error("there is no environment `{name}`")]
    UnknownEnvironment { name: String, nearest: Option<String>, known: String },
}

impl Problem {
    /// What to do next.
    pub(crate) fn help(&self) -> Option<String> {
        let help = match self {
            Self::Unreadable { .. } => "check the path and its permissions".to_owned(),
            Self::NotUtf8 { .. } => "save the file as UTF-8".to_owned(),
            Self::TwoFiles { .. } => "keep one, or name the one to use with --config".to_owned(),
            Self::Syntax(_) => {
                "check the indentation, and put values with `: `, ` #`, `{`, `[`, `*` or `%` in quotation marks"
                    .to_owned()
            }
            Self::NotKeys { .. } => "begin with a line such as `version: 1`".to_owned(),
            Self::Tab => "indent with spaces".to_owned(),
            Self::SecondDocument => "remove the `---` line and what follows it".to_owned(),
            Self::UnknownKey { nearest, known, .. } | Self::UnknownWord { nearest, known, .. } => {
                choose(nearest.as_deref(), known)
            }
            Self::Tag | Self::NotInThisRelease { .. } => "remove it".to_owned(),
            Self::DuplicateKey { .. } => "keep one of the two".to_owned(),
            Self::WrongType { wanted, .. } => match *wanted {
                "text" => "put the value in quotation marks".to_owned(),
                "a duration" => "write a number with its unit, such as 500ms, 5s, 15m, 36h or 30d".to_owned(),
                "true or false" => "write true or false, without quotation marks".to_owned(),
                "a whole number" => "write digits only, without quotation marks".to_owned(),
                "a list" => "write [a, b], or one `- item` to a line".to_owned(),
                _ => "write its keys indented below it, one to a line".to_owned(),
            },
            Self::MissingKey { help, .. } | Self::BadValue { help, .. } => (*help).to_owned(),
            Self::MissingVariable { help, .. } => help.clone(),
            Self::BadTemplate { .. } => {
                "write ${NAME}, ${NAME:-default}, or $${ for the two characters `${`".to_owned()
            }
            Self::Url { problem, .. } => return problem.help(),
            Self::VariablesDiffer { .. } => {
                "they name the same database: unset one, or write a lockstep.yml that says which to use"
                    .to_owned()
            }
            Self::EnvFileLine { .. } => {
                "write NAME=value, NAME='value' or NAME=\"value\", one to a line".to_owned()
            }
            Self::EnvFilesDiffer { .. } => {
                "give only the file that belongs to the environments of this run".to_owned()
            }
            Self::UnknownEnvironment { nearest, known, .. } => choose(nearest.as_deref(), known),
        };
        Some(help)
    }
}

/// More known words than this are only listed where none is near.
const FEW: usize = 16;

fn choose(nearest: Option<&str>, known: &str) -> String {
    match nearest {
        Some(nearest) if known.split(", ").count() > FEW => format!("did you mean `{nearest}`?"),
        Some(nearest) => format!("did you mean `{nearest}`? known are: {known}"),
        None => format!("known are: {known}"),
    }
}

/// The known word nearest to a mistyped one, if any is near.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let word = word.to_lowercase().replace('-', "_");
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&word, &candidate.replace('-', "_")), candidate))
        .filter(|(similarity, _)| *similarity > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate.to_owned())
}
