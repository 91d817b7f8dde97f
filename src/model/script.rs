//! What is sent to the server to apply one migration, as its tool's transaction rules demand.
//!
//! A script is a list of messages; each message is one simple-protocol query and therefore one
//! round trip. PostgreSQL wraps a message of several statements in one implicit transaction
//! (<https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT>).

use std::ops::Range;

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

/// One statement of the user's as the server gets it, with the way back to the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Passage {
    pub(crate) sql: String,
    /// What of `sql` stands in the file; the offsets in the message count in `sql`.
    pub(crate) spans: Vec<FileSpan>,
}

impl Passage {
    /// The byte of the file that an offset of `sql` is.
    pub(crate) fn in_file(&self, offset: usize) -> usize {
        in_file(&self.spans, offset)
    }
}

/// Where an offset of a message is in the file; what was put in is where it was put in.
pub(crate) fn in_file(spans: &[FileSpan], offset: usize) -> usize {
    let before = spans.iter().rev().find(|span| span.start_in_message <= offset);
    before.map_or(0, |span| span.start_in_file + (offset - span.start_in_message).min(span.length))
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
    /// Completions, counted after `statements_before`, of a mark that was put in.
    pub(crate) mark: Range<usize>,
    /// The session settings that the user's statements make, to be said again when a new session goes
    /// on after them.
    pub(crate) settings: String,
}

impl Message {
    /// A message of the tool's own statements.
    pub(crate) fn own(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), atomic: true, ..Self::default() }
    }

    /// The message with a mark of `completions` statements in it, which commits with the user's;
    /// `None` when they stand no company.
    pub(crate) fn with_mark(&self, mark: &str, completions: usize) -> Option<Self> {
        let at = self.mark_at?;
        // The line end closes a comment, the semicolon the statement; more of them do not count.
        let before_the_commit = at < self.sql.len();
        let (user, rest) = self.sql.split_at(at);
        let mark = if before_the_commit { format!("{mark};\n") } else { format!("\n;\n{mark}") };
        let mut spans = Vec::new();
        for span in &self.spans {
            let end = span.start_in_message + span.length;
            let left = FileSpan { length: end.min(at).saturating_sub(span.start_in_message), ..span.clone() };
            let cut = span.start_in_message.max(at);
            let right = FileSpan {
                start_in_message: cut + mark.len(),
                start_in_file: span.start_in_file + (cut - span.start_in_message),
                length: end.saturating_sub(cut),
            };
            spans.extend([left, right].into_iter().filter(|part| part.length > 0));
        }
        let first = self.statements.len() - usize::from(before_the_commit);
        Some(Self {
            sql: format!("{user}{mark}{rest}"),
            spans,
            mark_at: None,
            mark: first..first + completions,
            ..self.clone()
        })
    }

    /// Which of the user's statements, from 0, the `completion`-th completion belongs to.
    pub(crate) fn statement_of(&self, completion: usize) -> Option<usize> {
        let index = completion.checked_sub(self.statements_before)?;
        let index = match index {
            index if self.mark.contains(&index) => return None,
            index if index >= self.mark.end => index - self.mark.len(),
            index => index,
        };
        (index < self.statements.len()).then_some(index)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn message(sql: &str, statements: usize, mark_at: usize) -> Message {
        let place = StatementPlace { line: 1, summary: String::new() };
        let span = FileSpan { start_in_message: 0, start_in_file: 10, length: sql.len() };
        let statements = vec![place; statements];
        Message { statements, spans: vec![span], mark_at: Some(mark_at), ..Message::own(sql) }
    }

    /// What each span covers, and where in the file.
    fn covered(message: &Message) -> Vec<(&str, usize)> {
        let text = |span: &FileSpan| &message.sql[span.start_in_message..span.start_in_message + span.length];
        message.spans.iter().map(|span| (text(span), span.start_in_file)).collect()
    }

    #[test]
    fn a_mark_before_the_commit_moves_what_follows() {
        let marked = message("begin; a; commit", 3, 10).with_mark("m; n", 2).expect("company");
        assert_eq!(marked.sql, "begin; a; m; n;\ncommit");
        assert_eq!(covered(&marked), [("begin; a; ", 10), ("commit", 20)]);
        let statements: Vec<_> = (0..6).map(|completion| marked.statement_of(completion)).collect();
        assert_eq!(statements, [Some(0), Some(1), None, None, Some(2), None]);
    }

    #[test]
    fn a_mark_at_the_end_leaves_the_positions() {
        let marked = message("a -- x", 1, 6).with_mark("m", 1).expect("company");
        assert_eq!(marked.sql, "a -- x\n;\nm");
        assert_eq!(covered(&marked), [("a -- x", 10)]);
        assert_eq!((marked.statement_of(0), marked.statement_of(1)), (Some(0), None));
        assert_eq!(Message::own("a").with_mark("m", 1), None);
    }
}
