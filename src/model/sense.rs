//! What a difference means: how much it matters, and in a sentence why.

use super::attribute::Attribute;
use super::diff::{Change, Difference};
use super::object::{ObjectKind, Value};

/// The sort of a difference, which decides how much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Class {
    /// Somebody may do or see more than was decided: always an error.
    Security,
    /// Programs and migrations may fail or behave differently.
    Structure,
    /// A fact of the environment that a migration does not decide: versions, owners.
    Environment,
    /// Nothing behaves differently but what looks at spelling or order.
    Cosmetic,
}

impl Class {
    pub(crate) const ALL: [Self; 4] = [Self::Security, Self::Structure, Self::Environment, Self::Cosmetic];

    /// The word in JSON.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Security => "security",
            Self::Structure => "structure",
            Self::Environment => "environment",
            Self::Cosmetic => "cosmetic",
        }
    }
}

/// The class of a change; `from` is what is, `to` what is wanted.
pub(crate) fn class(change: &Change) -> Class {
    match &change.difference {
        Difference::Missing { .. } if change.key.kind == ObjectKind::Policy => Class::Security,
        Difference::Missing { .. } | Difference::Extra { .. } => Class::Structure,
        Difference::Differs { attribute, to, .. } => match attribute {
            Attribute::RowSecurity | Attribute::ForceRowSecurity
                if to.as_ref().and_then(Value::as_text) == Some("true") =>
            {
                Class::Security
            }
            Attribute::Owner | Attribute::Version | Attribute::Privileges => Class::Environment,
            Attribute::Position => Class::Cosmetic,
            _ => Class::Structure,
        },
    }
}

/// What the change means in plain words, for somebody who knows the database and not its catalogs.
/// Half a sentence, lower case; foreign text in it is for writers to escape. `None` where the change
/// says it all.
pub(crate) fn meaning(change: &Change) -> Option<String> {
    match (&change.difference, class(change)) {
        (Difference::Missing { .. }, Class::Security) => {
            Some("rows that the policy should let through or keep back are not".to_owned())
        }
        (_, Class::Security) => Some("rows are visible that should not be".to_owned()),
        _ => None,
    }
}
