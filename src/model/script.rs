//! What is sent to the server to apply one migration, as its tool's transaction rules demand.
//!
//! A script is a list of messages; each message is one simple-protocol query and therefore one
//! round trip. PostgreSQL wraps a message of several statements in one implicit transaction
//! (<https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT>).

/// A piece of the user's file inside a message, so that a server's error position can be mapped
/// back to file, line and column. Offsets in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileSpan {
    pub(crate) start_in_message: usize,
    pub(crate) start_in_file: usize,
    pub(crate) length: usize,
}

/// One statement of the user's inside a message, for progress and for saying how far it got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatementPlace {
    /// From 1.
    pub(crate) line: u32,
    /// The first words, one line, for a progress line.
    pub(crate) summary: String,
}

/// One simple-protocol query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) sql: String,
    /// `None` when the message holds only the tool's own statements.
    pub(crate) span: Option<FileSpan>,
    /// The user's statements in it, in order. The server answers one completion per statement;
    /// the tool's own statements before them are `statements_before`.
    pub(crate) statements: Vec<StatementPlace>,
    /// Completions that come before the first of `statements`.
    pub(crate) statements_before: usize,
    /// Everything in the message commits or rolls back together. False for a lone statement that
    /// refuses a transaction and for a file that commits by itself; session settings must then be
    /// sent in a message of their own.
    pub(crate) atomic: bool,
}

impl Message {
    /// A message of the tool's own statements.
    pub(crate) fn own(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), span: None, statements: Vec::new(), statements_before: 0, atomic: true }
    }
}

/// How to apply one migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Script {
    pub(crate) messages: Vec<Message>,
    /// The change and its history row share one transaction.
    pub(crate) transactional: bool,
}
