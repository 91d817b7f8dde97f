//! A migration's text cut into statements, and the messages made of it.

use crate::model::place::Place;
use crate::model::script::{FileSpan, Message, StatementPlace};
use crate::sql::classify::{Class, classify};
use crate::sql::edit::without_mark;
use crate::sql::position::line_column;
use crate::sql::split::{Statement, split};
use crate::sql::summary::summary;
use crate::sql::token::Kind;

use super::error::FormatError;

/// Sent after the user's script and before a history row: a script may have taken another role,
/// which need not have the right to write the row. Search path and settings cannot matter, as the
/// row's SQL is fully qualified and a whole message is parsed before any of it runs.
pub(super) const BACK_TO_LOGIN_ROLE: &str = "RESET SESSION AUTHORIZATION;\nRESET ROLE;\n";

/// What ends the user's script inside a message: the line end closes a `--` comment, the semicolon
/// a statement without one (an empty statement has no completion of its own).
const END_OF_SCRIPT: &str = "\n;\n";

/// One statement the server will complete.
#[derive(Debug)]
struct Piece<'a> {
    statement: Statement<'a>,
    class: Class,
}

/// A migration's text, looked at.
#[derive(Debug)]
pub(crate) struct Body<'a> {
    text: &'a str,
    /// Byte offset of `text` in the file: what a stripped byte order mark took.
    start_in_file: usize,
    /// Without the pieces that are only comments.
    pieces: Vec<Piece<'a>>,
}

impl<'a> Body<'a> {
    /// The text as it is, byte order mark included.
    pub(crate) fn new(text: &'a str) -> Self {
        let pieces = split(text)
            .into_iter()
            .filter(|statement| statement.significant().next().is_some())
            .map(|statement| Piece { statement, class: classify(statement.text) })
            .collect();
        Self { text, start_in_file: 0, pieces }
    }

    /// The text without a byte order mark.
    pub(crate) fn without_mark(text: &'a str) -> Self {
        let stripped = without_mark(text);
        Self { start_in_file: text.len() - stripped.len(), ..Self::new(stripped) }
    }

    pub(crate) fn has(&self, class: Class) -> bool {
        self.pieces.iter().any(|piece| piece.class == class)
    }

    /// Where the first statement of a class begins.
    pub(crate) fn place_of(&self, class: Class, file: &str) -> Option<Place> {
        self.pieces.iter().find(|piece| piece.class == class).map(|piece| self.place(piece, file))
    }

    /// Exactly one statement.
    pub(crate) fn is_single(&self) -> bool {
        self.pieces.len() == 1
    }

    /// Sent as one message, all of it commits or rolls back together.
    pub(crate) fn is_atomic(&self) -> bool {
        let alone = self.is_single() && self.has(Class::NoTransaction);
        !alone && !self.has(Class::TransactionControl)
    }

    /// Refuses what cannot go through the protocol or would leave a transaction open.
    pub(crate) fn check(&self, file: &str) -> Result<(), FormatError> {
        for piece in &self.pieces {
            let reason = match piece.class {
                Class::PsqlCommand => {
                    "a backslash outside quotes is a psql command; lockstep, like the migration tools, sends \
                     the file to the server and not to psql: write it as SQL"
                }
                Class::CopyFromStdin => {
                    "copy from stdin and copy to stdout need psql; write the rows as insert statements"
                }
                _ => continue,
            };
            let place = match piece.class {
                Class::PsqlCommand => self.backslash(piece, file),
                _ => self.place(piece, file),
            };
            return Err(FormatError::Unsupported { place, reason: reason.to_owned() });
        }
        match self.open_transaction() {
            Some(piece) => Err(FormatError::Unsupported {
                place: self.place(piece, file),
                reason: "this transaction is never committed in the file; end it with commit, or leave out begin: \
                         the file runs in a transaction anyway"
                    .to_owned(),
            }),
            None => Ok(()),
        }
    }

    /// The whole text in one message between SQL of the tool's own. `statements_before` counts the
    /// statements of `before`.
    pub(crate) fn whole(&self, before: &str, statements_before: usize, after: &str) -> Message {
        Message {
            sql: format!("{before}{}{END_OF_SCRIPT}{after}", self.text),
            span: Some(FileSpan {
                start_in_message: before.len(),
                start_in_file: self.start_in_file,
                length: self.text.len(),
            }),
            statements: self.pieces.iter().map(Piece::progress).collect(),
            statements_before,
            atomic: self.is_atomic(),
        }
    }

    /// The text alone.
    pub(crate) fn bare(&self) -> Message {
        let message = self.whole("", 0, "");
        let sql = self.text.to_owned();
        Message { sql, ..message }
    }

    /// A message for each statement.
    pub(crate) fn each(&self) -> Vec<Message> {
        let message = |piece: &Piece<'_>| Message {
            sql: piece.statement.text.to_owned(),
            span: Some(FileSpan {
                start_in_message: 0,
                start_in_file: self.start_in_file + piece.statement.start,
                length: piece.statement.text.len(),
            }),
            statements: vec![piece.progress()],
            statements_before: 0,
            atomic: false,
        };
        self.pieces.iter().map(message).collect()
    }

    /// The statement that begins a transaction which the file does not end.
    fn open_transaction(&self) -> Option<&Piece<'a>> {
        let mut open = None;
        for piece in self.pieces.iter().filter(|piece| piece.class == Class::TransactionControl) {
            let begins = piece
                .statement
                .significant()
                .next()
                .is_some_and(|token| token.is_word("begin") || token.is_word("start"));
            let chains = piece.statement.significant().any(|token| token.is_word("chain"))
                && !piece.statement.significant().any(|token| token.is_word("no"));
            open = (begins || chains).then_some(piece);
        }
        open
    }

    fn place(&self, piece: &Piece<'_>, file: &str) -> Place {
        let (line, column) = line_column(self.text, piece.first_token());
        Place::at(file, line, column)
    }

    fn backslash(&self, piece: &Piece<'_>, file: &str) -> Place {
        let token = piece.statement.significant().find(|token| token.kind == Kind::Escape);
        let offset = token.map_or(0, |token| token.start);
        let (line, column) = line_column(self.text, piece.statement.start + offset);
        Place::at(file, line, column)
    }
}

impl Piece<'_> {
    /// Offset in the text of the first token that is no comment.
    fn first_token(&self) -> usize {
        self.statement.start + self.statement.significant().next().map_or(0, |token| token.start)
    }

    fn progress(&self) -> StatementPlace {
        let comment = self.first_token() - self.statement.start;
        let newlines = self.statement.text[..comment].bytes().filter(|&byte| byte == b'\n').count();
        let line = self.statement.line.saturating_add(u32::try_from(newlines).unwrap_or(u32::MAX));
        StatementPlace { line, summary: summary(self.statement.text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_not_statements_and_lines_are_those_of_the_sql() {
        let body = Body::new("-- first\ncreate table a();\n/* x\n */ drop table a -- end");
        let message = body.whole("begin;", 1, "row;");
        assert_eq!(message.sql, "begin;-- first\ncreate table a();\n/* x\n */ drop table a -- end\n;\nrow;");
        let lines: Vec<_> = message.statements.iter().map(|s| (s.line, s.summary.as_str())).collect();
        assert_eq!(lines, [(2, "create table a()"), (4, "drop table a")]);
        assert_eq!(Body::new("-- nothing").whole("", 0, "").statements, []);
    }

    #[test]
    fn spans_map_a_message_to_the_file() {
        let text = "\u{feff}select 1; -- é\nvacuum";
        for message in Body::without_mark(text).each() {
            let span = message.span.expect("the user's text");
            assert_eq!(
                &text[span.start_in_file..span.start_in_file + span.length],
                &message.sql[span.start_in_message..]
            );
        }
    }

    #[test]
    fn what_cannot_be_sent_is_refused_with_its_place() {
        let refused = |text: &str| Body::new(text).check("m.sql").map_err(|error| error.place());
        assert_eq!(refused("select 1;\n select 2 \\gexec"), Err(Some(Place::at("m.sql", 2, 11))));
        assert_eq!(refused("-- c\ncopy t from stdin;"), Err(Some(Place::at("m.sql", 2, 1))));
        assert_eq!(refused("begin; commit; begin; select 1"), Err(Some(Place::at("m.sql", 1, 16))));
        assert_eq!(refused("begin; select 1; commit and no chain"), Ok(()));
    }
}
