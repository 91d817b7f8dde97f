//! One thing to tell somebody. A finding is a result, not an error.

use super::attribute::Attribute;
use super::change::Change;
use super::code::Code;
use super::object::ObjectKey;
use super::place::Place;

/// How much a finding matters. `Error` makes the run answer no (exit 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Severity {
    Error,
    Warning,
    Notice,
}

impl Severity {
    pub(crate) const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Notice];

    /// The word in JSON and in GitHub's annotations.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

/// What in a database a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Subject {
    pub(crate) key: ObjectKey,
    /// `None` = the whole object.
    pub(crate) attribute: Option<Attribute>,
}

/// One thing to tell somebody.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Finding {
    pub(crate) code: Code,
    pub(crate) severity: Severity,
    /// One sentence, lower case, naming its subject. May hold foreign text: writers escape it.
    pub(crate) message: String,
    /// What to do next.
    pub(crate) help: Option<String>,
    pub(crate) place: Option<Place>,
    pub(crate) environment: Option<String>,
    /// The object, where it is about one.
    pub(crate) subject: Option<Box<Subject>>,
}

impl Finding {
    /// A finding with its code's usual severity and help.
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            help: None,
            place: None,
            environment: None,
            subject: None,
        }
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// It is about this object.
    pub(crate) fn about(mut self, key: &ObjectKey) -> Self {
        self.subject = Some(Box::new(Subject { key: key.clone(), attribute: None }));
        self
    }

    /// It is about what this change is about.
    pub(crate) fn about_change(mut self, change: &Change) -> Self {
        self.subject = Some(Box::new(Subject { key: change.key.clone(), attribute: change.attribute() }));
        self
    }

    pub(crate) fn in_environment(mut self, environment: impl Into<String>) -> Self {
        self.environment = Some(environment.into());
        self
    }

    pub(crate) fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}
