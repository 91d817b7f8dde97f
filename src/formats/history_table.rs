//! A tool's history table: its schema and name, as written and as SQL has it.

use crate::model::quote::quote_qualified;
use crate::sql::token::{Kind, Token, tokens};

/// A tool's history table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HistoryTable {
    pub(crate) schema: String,
    pub(crate) name: String,
}

impl HistoryTable {
    pub(super) fn new(schema: impl Into<String>, name: impl Into<String>) -> Self {
        Self { schema: schema.into(), name: name.into() }
    }

    /// From a name as people write it, possibly qualified and quoted; else in `schema`.
    pub(super) fn named(name: &str, schema: &str) -> Self {
        match &identifiers(name)[..] {
            [table] => Self::new(schema, table),
            [.., named, table] => Self::new(named, table),
            [] => Self::new(schema, name),
        }
    }

    /// Qualified and quoted for SQL.
    pub(crate) fn quoted(&self) -> String {
        quote_qualified(&self.schema, &self.name)
    }
}

/// The parts of a possibly qualified, possibly quoted name, as PostgreSQL folds them.
pub(super) fn identifiers(name: &str) -> Vec<String> {
    let part = |token: Token<'_>| match token.kind {
        Kind::Word => Some(token.text.to_lowercase()),
        Kind::Quoted => Some(token.text.trim_matches('"').replace("\"\"", "\"")),
        _ => None,
    };
    tokens(name).filter_map(part).collect()
}
