//! One statement while a plan is being made.

use super::form::Form;
use crate::model::hazard::Hazard;
use crate::model::object::ObjectKey;

/// Whom a statement may share a transaction with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Isolation {
    /// A transaction with others of this sort, before all that it can precede: what it makes can be used
    /// only after the commit (`ALTER TYPE … ADD VALUE`).
    First,
    /// Any others.
    Together,
    /// A transaction of its own, after those others: it works long and must not hold their locks
    /// meanwhile (`VALIDATE CONSTRAINT`).
    Separate,
    /// Refuses a transaction (`CREATE INDEX CONCURRENTLY`).
    Alone,
}

/// One statement.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// Without a semicolon at its end.
    pub(super) sql: String,
    /// What it locks and how it works, by PostgreSQL's own rules.
    pub(super) form: Form,
    /// The table that the form's lock is on.
    pub(super) table: Option<ObjectKey>,
    /// The other table that it locks: the one a foreign key refers to.
    pub(super) other: Option<ObjectKey>,
    /// What the form does not say by itself.
    pub(super) hazards: Vec<Hazard>,
    pub(super) isolation: Isolation,
    /// Why it is there, where the change that caused it does not say enough.
    pub(super) why: Option<String>,
}

impl Step {
    /// A statement that locks no table.
    pub(super) fn new(sql: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            form: Form::Elsewhere,
            table: None,
            other: None,
            hazards: Vec::new(),
            isolation: Isolation::Together,
            why: None,
        }
    }

    /// A statement about a table.
    pub(super) fn on(table: &ObjectKey, form: Form, sql: impl Into<String>) -> Self {
        Self { form, table: Some(table.clone()), ..Self::new(sql) }
    }

    pub(super) fn referring_to(mut self, other: Option<ObjectKey>) -> Self {
        self.other = other;
        self
    }

    pub(super) fn hazard(mut self, hazard: Hazard) -> Self {
        self.hazards.push(hazard);
        self
    }

    pub(super) fn isolated(mut self, isolation: Isolation) -> Self {
        self.isolation = isolation;
        self
    }

    pub(super) fn because(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }
}
