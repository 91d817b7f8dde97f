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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) sql: String,
    /// Which parts of `sql` are the user's, in order; none when it holds only the tool's own statements.
    pub(crate) spans: Vec<FileSpan>,
    /// The user's statements in it, in order. The server answers one completion per statement;
    /// the tool's own statements before them are `statements_before`.
    pub(crate) statements: Vec<StatementPlace>,
    /// Completions that come before the first of `statements`.
    pub(crate) statements_before: usize,
    /// Everything in the message commits or rolls back together. False for a lone statement that
    /// refuses a transaction and for a file that commits by itself; session settings must then be
    /// sent in a message of their own.
    pub(crate) atomic: bool,
    /// Where in `sql` a statement of lockstep's own can be put that commits with the user's: before
    /// the `COMMIT` that ends the message, or at its end. `None`: the user's statement stands no
    /// company, and what became of it must be read from the catalog.
    pub(crate) mark_at: Option<usize>,
    /// Nothing but session settings: said again when a new session goes on after these statements.
    pub(crate) settings: bool,
}

impl Message {
    /// A message of the tool's own statements.
    pub(crate) fn own(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), atomic: true, ..Self::default() }
    }
}

/// How to apply one migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Script {
    /// The tool's own SQL that says that the migration has begun, where the tool says so. Can be
    /// said again when an interrupted migration goes on.
    pub(crate) start: Option<Message>,
    /// The user's statements. When `transactional`, one message that also holds the history row.
    pub(crate) messages: Vec<Message>,
    /// The tool's own SQL that says that the migration has been applied; `None` when `transactional`.
    pub(crate) finish: Option<Message>,
    /// The change and its history row share one transaction.
    pub(crate) transactional: bool,
}

impl Script {
    /// Change and row in one transaction, one message.
    pub(crate) fn transactional(message: Message) -> Self {
        Self { start: None, messages: vec![message], finish: None, transactional: true }
    }

    /// The user's statements in messages of their own, then the row.
    pub(crate) fn stepwise(messages: Vec<Message>, finish: impl Into<String>) -> Self {
        Self { start: None, messages, finish: Some(Message::own(finish)), transactional: false }
    }

    /// The user's statements.
    pub(crate) fn statements(&self) -> usize {
        self.messages.iter().map(|message| message.statements.len()).sum()
    }
}
