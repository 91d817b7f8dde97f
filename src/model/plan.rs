//! Ordered SQL that turns one catalog into another. Made by the room `plan`, carried out by the
//! pipeline, shown by every output.

use super::hazard::{Allowance, Hazard, is_refused};
use super::lock_mode::{Lock, Work};
use super::object::ObjectKey;

/// Ordered SQL that turns one catalog into another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    /// What is, and what is wanted, in words.
    pub(crate) sides: (String, String),
    /// Fingerprints of the catalog that is and of the wanted one: the plan is for these two only.
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) groups: Vec<Group>,
    /// Differences that no statement of ours can settle. A plan with any does not run.
    pub(crate) unsupported: Vec<Unsupported>,
    /// Things to know that are neither hazards nor unsupported, each a sentence.
    pub(crate) notes: Vec<String>,
}

/// Statements that are carried out together, or a lone one that PostgreSQL runs in transactions of its
/// own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) transactional: bool,
    pub(crate) statements: Vec<Statement>,
}

/// One statement, and what there is to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement {
    /// Without a semicolon at its end; may have several lines.
    pub(crate) sql: String,
    /// What it is about.
    pub(crate) object: ObjectKey,
    /// Why it is there, in a few words: `column public.t.a: type`.
    pub(crate) why: String,
    /// The locks it takes on tables that were there before the plan.
    pub(crate) locks: Vec<Lock>,
    /// What it does with every row of the first of them.
    pub(crate) work: Work,
    /// The worst first.
    pub(crate) hazards: Vec<Hazard>,
}

/// A difference that no statement of ours can settle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unsupported {
    pub(crate) object: ObjectKey,
    /// What cannot be done and what to do instead, in a sentence without a full stop.
    pub(crate) reason: String,
}

impl Plan {
    pub(crate) fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.groups.iter().flat_map(|group| &group.statements)
    }

    pub(crate) fn hazards(&self) -> impl Iterator<Item = &Hazard> {
        self.statements().flat_map(|statement| &statement.hazards)
    }

    /// The hazards that nobody allowed.
    pub(crate) fn refused<'a>(&'a self, allowed: &'a [Allowance]) -> impl Iterator<Item = &'a Hazard> {
        self.hazards().filter(|hazard| is_refused(hazard, allowed))
    }

    /// Nothing has to be done.
    pub(crate) fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.unsupported.is_empty()
    }
}
