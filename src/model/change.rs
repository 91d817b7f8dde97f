//! One difference between two catalogs.

use std::fmt;

use super::attribute::Attribute;
use super::object::{ObjectKey, Value};
use super::reprint::{could_be_same, is_standard_body};

/// How one object differs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Difference {
    /// In the wanted catalog only. Carries the whole object as people read it (`Object::shown`).
    Missing { definition: Option<String> },
    /// In the catalog that is, only.
    Extra { definition: Option<String> },
    /// In both, and this attribute differs. `None` = the attribute is absent on that side.
    Differs { attribute: Attribute, from: Option<Value>, to: Option<Value> },
}

impl Difference {
    /// The word in JSON.
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing",
            Self::Extra { .. } => "extra",
            Self::Differs { .. } => "differs",
        }
    }

    /// The same difference seen from the other side.
    pub(crate) fn reversed(&self) -> Self {
        match self.clone() {
            Self::Missing { definition } => Self::Extra { definition },
            Self::Extra { definition } => Self::Missing { definition },
            Self::Differs { attribute, from, to } => Self::Differs { attribute, from: to, to: from },
        }
    }
}

/// How sure a difference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Certainty {
    Certain,
    /// Two texts of an expression differ, which may be two spellings of one thing: no server has
    /// printed both again (`db::confirm`).
    Textual,
    /// The two texts are one call as servers before 14 spell it and as later ones do.
    Respelled,
}

impl Certainty {
    pub(crate) const ALL: [Self; 3] = [Self::Certain, Self::Textual, Self::Respelled];

    /// The word in JSON.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Textual => "textual",
            Self::Respelled => "respelled",
        }
    }
}

/// One difference between two catalogs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) key: ObjectKey,
    pub(crate) difference: Difference,
    pub(crate) certainty: Certainty,
}

impl Change {
    pub(crate) fn new(key: &ObjectKey, difference: Difference) -> Self {
        Self { key: key.clone(), difference, certainty: Certainty::Certain }
    }

    /// The attribute that differs; `None` where the whole object is missing or extra.
    pub(crate) fn attribute(&self) -> Option<Attribute> {
        match self.difference {
            Difference::Differs { attribute, .. } => Some(attribute),
            Difference::Missing { .. } | Difference::Extra { .. } => None,
        }
    }

    /// A changed attribute; two texts of one expression may be two spellings, and between two majors
    /// nearly anything may be.
    pub(super) fn of_attribute(
        key: &ObjectKey,
        attribute: Attribute,
        values: (Option<&Value>, Option<&Value>),
        majors: (u32, u32),
    ) -> Self {
        let (from, to) = values;
        let mut change =
            Self::new(key, Difference::Differs { attribute, from: from.cloned(), to: to.cloned() });
        let (Some(from), Some(to)) = (from.map(ToString::to_string), to.map(ToString::to_string)) else {
            return change;
        };
        // A body in another language is the text as it was written.
        let is_printed = attribute.is_expression()
            && (attribute != Attribute::Body || (is_standard_body(&from) && is_standard_body(&to)));
        if is_printed && (majors.0 != majors.1 || could_be_same(&from, &to)) {
            change.certainty = Certainty::Textual;
        }
        change
    }
}

/// In one line: `kind path: attribute`, or `+ kind path` for what is missing, `- kind path` for what is
/// extra.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.difference {
            Difference::Missing { .. } => write!(f, "+ {}", self.key),
            Difference::Extra { .. } => write!(f, "- {}", self.key),
            Difference::Differs { attribute, .. } => write!(f, "{}: {attribute}", self.key),
        }
    }
}
