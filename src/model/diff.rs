//! The difference between two catalogs: one generic merge for every kind of object.

use super::attribute::Attribute;
use super::object::{ObjectKey, Value};

/// How one object differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Difference {
    /// In the wanted catalog only. Carries its definition where there is one.
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
}

/// One difference between two catalogs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) key: ObjectKey,
    pub(crate) difference: Difference,
}
