//! A migration's SQL cut into statements, and the messages made of it.

use std::ops::Range;

use crate::model::history::Migration;
use crate::model::place::Place;
use crate::model::script::{self, FileSpan, Message, Passage, Script, StatementPlace};
use crate::sql::classify::{Class, classify};
use crate::sql::position::{Walker, line_column};
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
    /// The line in the file of its first token that is no comment.
    line: u32,
}

/// What is run of a migration, looked at.
#[derive(Debug)]
pub(crate) struct Body<'a> {
    migration: &'a Migration,
    sql: &'a str,
    /// What of `sql` stands in the file.
    spans: Vec<FileSpan>,
    /// Without the pieces that are only comments.
    pieces: Vec<Piece<'a>>,
    /// Some of it is committed: it cannot be one transaction.
    in_steps: bool,
}

impl<'a> Body<'a> {
    pub(crate) fn of(migration: &'a Migration) -> Self {
        let (sql, spans) = match &migration.excerpt {
            Some(excerpt) => (excerpt.sql.as_str(), excerpt.spans.clone()),
            None => {
                let length = migration.text.len();
                let whole = FileSpan { start_in_message: 0, start_in_file: 0, length };
                (migration.text.as_str(), vec![whole])
            }
        };
        let mut body = Self { migration, sql, spans, pieces: Vec::new(), in_steps: false };
        let mut walker = Walker::new(&migration.text);
        for statement in split(sql) {
            let Some(token) = statement.significant().next() else { continue };
            let (line, _) = walker.advance(body.in_file(statement.start + token.start));
            body.pieces.push(Piece { statement, class: classify(statement.text), line });
        }
        body
    }

    /// To be sent statement by statement, whatever the tool's rule.
    pub(crate) fn in_steps(self) -> Self {
        Self { in_steps: true, ..self }
    }

    /// The SQL that is run.
    pub(crate) fn sql(&self) -> &'a str {
        self.sql
    }

    /// The statements the server will complete.
    pub(crate) fn statements(&self) -> impl Iterator<Item = &'a str> {
        self.pieces.iter().map(|piece| piece.statement.text)
    }

    /// The same with the way back to the file, in the order in which every script of ours sends them.
    pub(crate) fn passages(&self) -> impl Iterator<Item = Passage> {
        self.pieces.iter().map(|piece| {
            let start = piece.first_token();
            let part = start..piece.statement.start + piece.statement.text.len();
            Passage { sql: self.sql[part.clone()].to_owned(), spans: self.passage_spans(&part) }
        })
    }

    pub(crate) fn has(&self, class: Class) -> bool {
        self.pieces.iter().any(|piece| piece.class == class)
    }

    /// Where the first statement of a class begins.
    pub(crate) fn place_of(&self, class: Class) -> Option<Place> {
        self.pieces.iter().find(|piece| piece.class == class).map(|piece| self.place(piece.first_token()))
    }

    /// Exactly one statement.
    pub(crate) fn is_single(&self) -> bool {
        self.pieces.len() == 1
    }

    /// Refuses what cannot go through the protocol or would leave a transaction open.
    pub(crate) fn check(&self) -> Result<(), FormatError> {
        for piece in &self.pieces {
            let (place, reason) = match piece.class {
                Class::PsqlCommand => (
                    self.place(piece.backslash()),
                    "a backslash outside quotes is a psql command; lockstep, like the migration tools, sends \
                     the file to the server and not to psql: write it as SQL",
                ),
                Class::CopyFromStdin => (
                    self.place(piece.first_token()),
                    "copy from stdin and copy to stdout need psql; write the rows as insert statements",
                ),
                _ => continue,
            };
            return Err(FormatError::Unsupported { place, reason: reason.to_owned() });
        }
        match self.open_transaction() {
            Some(piece) => Err(FormatError::Unsupported {
                place: self.place(piece.first_token()),
                reason: "this transaction is never committed in the file; end it with commit, or leave out begin: \
                         the file runs in a transaction anyway"
                    .to_owned(),
            }),
            None => Ok(()),
        }
    }

    /// For a tool that sends the text in one message, in one transaction with the history row. A text
    /// that commits by itself ends the tool's transaction, so its row comes after.
    pub(crate) fn with_row(&self, row: &str) -> Script {
        let row = format!("{BACK_TO_LOGIN_ROLE}{row}");
        if self.has(Class::TransactionControl) || self.in_steps {
            return Script::stepwise(self.transactions(), row);
        }
        // the implicit transaction of one message is the same to every statement but `SAVEPOINT`
        let message = if self.has(Class::Savepoint) {
            self.whole("BEGIN;\n", 1, &format!("{row}\nCOMMIT;"))
        } else {
            self.whole("", 0, &row)
        };
        Script::transactional(message)
    }

    /// For a tool that sends the text in one message and writes the row after it. They share the
    /// implicit transaction of one message unless the text commits by itself or is a statement that
    /// refuses transactions.
    pub(crate) fn then_row(&self, row: &str) -> Script {
        let alone = self.is_single() && self.has(Class::NoTransaction);
        if alone || self.has(Class::TransactionControl) || self.in_steps {
            return Script::stepwise(self.transactions(), format!("{BACK_TO_LOGIN_ROLE}{row}"));
        }
        Script::transactional(self.whole("", 0, &format!("{BACK_TO_LOGIN_ROLE}{row}")))
    }

    /// For a tool that sends every statement alone, outside a transaction, and then writes the row.
    pub(crate) fn each_then_row(&self, row: &str) -> Script {
        Script::stepwise(self.each(), format!("{BACK_TO_LOGIN_ROLE}{row}"))
    }

    /// The whole text in one message between SQL of the tool's own. `statements_before` counts the
    /// statements of `before`.
    pub(crate) fn whole(&self, before: &str, statements_before: usize, after: &str) -> Message {
        let spans = self
            .spans
            .iter()
            .map(|span| FileSpan { start_in_message: span.start_in_message + before.len(), ..span.clone() });
        Message {
            sql: format!("{before}{}{END_OF_SCRIPT}{after}", self.sql),
            spans: spans.collect(),
            statements: self.pieces.iter().map(Piece::progress).collect(),
            statements_before,
            atomic: true,
            ..Message::default()
        }
    }

    /// A message for each statement; a transaction of the file's own is one message.
    pub(crate) fn each(&self) -> Vec<Message> {
        self.grouped(false)
    }

    /// A message for each part that commits together when the text is sent as it is: the file's own
    /// transactions, and what stands between them.
    pub(crate) fn transactions(&self) -> Vec<Message> {
        self.grouped(!self.in_steps)
    }

    fn grouped(&self, implicit_transactions: bool) -> Vec<Message> {
        let mut messages = Vec::new();
        let mut from = 0;
        let mut open = false;
        for (at, piece) in self.pieces.iter().enumerate() {
            let control = piece.class == Class::TransactionControl;
            if control && piece.begins() {
                if !open && implicit_transactions && from < at {
                    messages.push(self.message(from..at));
                    from = at;
                }
                open = true;
            } else if control {
                open = piece.chains();
            }
            let ends = if implicit_transactions { control } else { true };
            if ends && !open {
                messages.push(self.message(from..at + 1));
                from = at + 1;
            }
        }
        if from < self.pieces.len() {
            messages.push(self.message(from..self.pieces.len()));
        }
        messages
    }

    /// Consecutive statements in one message.
    fn message(&self, range: Range<usize>) -> Message {
        let pieces = &self.pieces[range];
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { return Message::default() };
        let part = first.statement.start..last.statement.start + last.statement.text.len();
        let control = pieces.iter().any(|piece| piece.class == Class::TransactionControl);
        let lone = pieces.len() == 1 && first.class == Class::NoTransaction;
        // A prepared transaction ends with somebody else's word, and of a chain a part may stay.
        let apart = pieces.iter().any(|piece| piece.chains() || piece.prepares());
        let mark_at = if lone || apart {
            None
        } else if last.commits() {
            Some(last.statement.start - part.start)
        } else {
            Some(part.len())
        };
        Message {
            sql: self.sql[part.clone()].to_owned(),
            spans: self.spans_of(&part),
            statements: pieces.iter().map(Piece::progress).collect(),
            statements_before: 0,
            atomic: !lone && !control,
            mark_at,
            settings: settings(pieces),
            ..Message::default()
        }
    }

    /// The spans of a part of the SQL, counted from its start.
    fn spans_of(&self, part: &Range<usize>) -> Vec<FileSpan> {
        let cut = |span: &FileSpan| {
            let start = span.start_in_message.max(part.start);
            let end = (span.start_in_message + span.length).min(part.end);
            (start < end).then(|| FileSpan {
                start_in_message: start - part.start,
                start_in_file: span.start_in_file + (start - span.start_in_message),
                length: end - start,
            })
        };
        self.spans.iter().filter_map(cut).collect()
    }

    /// The same for one statement, with what was put in its place by a tool.
    fn passage_spans(&self, part: &Range<usize>) -> Vec<FileSpan> {
        let mut spans = self.spans_of(part);
        if spans.first().is_none_or(|first| first.start_in_message > 0) {
            let start_in_file = self.in_file(part.start);
            spans.insert(0, FileSpan { start_in_message: 0, start_in_file, length: 0 });
        }
        spans
    }

    /// Where an offset of the SQL is in the file; what was put in is where it was put in.
    fn in_file(&self, offset: usize) -> usize {
        script::in_file(&self.spans, offset)
    }

    /// The statement that begins a transaction which the file does not end.
    fn open_transaction(&self) -> Option<&Piece<'a>> {
        let control = self.pieces.iter().filter(|piece| piece.class == Class::TransactionControl);
        control.fold(None, |_, piece| (piece.begins() || piece.chains()).then_some(piece))
    }

    fn place(&self, offset: usize) -> Place {
        let (line, column) = line_column(&self.migration.text, self.in_file(offset));
        Place::at(&self.migration.file, line, column)
    }
}

impl Piece<'_> {
    fn progress(&self) -> StatementPlace {
        StatementPlace { line: self.line, summary: summary(self.statement.text) }
    }

    /// Offset in the SQL of the first token that is no comment.
    fn first_token(&self) -> usize {
        self.statement.start + self.statement.significant().next().map_or(0, |token| token.start)
    }

    /// Offset in the SQL of the first backslash command.
    fn backslash(&self) -> usize {
        let token = self.statement.significant().find(|token| token.kind == Kind::Escape);
        self.statement.start + token.map_or(0, |token| token.start)
    }

    /// Of transaction control: it begins a transaction.
    fn begins(&self) -> bool {
        self.starts_with(&["begin", "start"])
    }

    /// It ends a transaction with its work kept.
    fn commits(&self) -> bool {
        self.class == Class::TransactionControl && self.starts_with(&["commit", "end"])
    }

    /// It ends a transaction that another statement commits.
    fn prepares(&self) -> bool {
        self.class == Class::TransactionControl && self.starts_with(&["prepare"])
    }

    /// It ends a transaction with its work undone.
    fn rolls_back(&self) -> bool {
        self.class == Class::TransactionControl && self.starts_with(&["rollback", "abort"])
    }

    /// It ends a transaction and begins the next.
    fn chains(&self) -> bool {
        let says = |word: &str| self.statement.significant().any(|token| token.is_word(word));
        self.class == Class::TransactionControl && says("chain") && !says("no")
    }

    fn starts_with(&self, words: &[&str]) -> bool {
        let first = self.statement.significant().next();
        first.is_some_and(|token| words.iter().any(|word| token.is_word(word)))
    }
}

/// The session settings that stay after these statements; what is rolled back does not.
fn settings(pieces: &[Piece<'_>]) -> String {
    let from = pieces.iter().rposition(Piece::rolls_back).map_or(0, |at| at + 1);
    let settings = pieces[from..].iter().filter(|piece| piece.class == Class::Setting);
    settings.map(|piece| format!("{}\n;\n", piece.statement.text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::edit::without_mark;

    fn migration(text: &str) -> Migration {
        let start = text.len() - without_mark(text).len();
        let excerpt = Some(crate::model::history::Excerpt::of(text, start..text.len()));
        Migration { file: "m.sql".into(), text: text.into(), excerpt, ..Migration::default() }
    }

    #[test]
    fn comments_are_not_statements_and_lines_are_those_of_the_sql() {
        let migration = migration("-- first\ncreate table a();\n/* x\n */ drop table a -- end");
        let message = Body::of(&migration).whole("begin;", 1, "row;");
        assert_eq!(message.sql, "begin;-- first\ncreate table a();\n/* x\n */ drop table a -- end\n;\nrow;");
        let lines: Vec<_> = message.statements.iter().map(|s| (s.line, s.summary.as_str())).collect();
        assert_eq!(lines, [(2, "create table a()"), (4, "drop table a")]);
    }

    #[test]
    fn spans_map_a_message_to_the_file() {
        let text = "\u{feff}select 1; -- é\nvacuum";
        for message in Body::of(&migration(text)).each() {
            let [span] = &message.spans[..] else { panic!("the user's text: {message:?}") };
            assert_eq!(
                &text[span.start_in_file..span.start_in_file + span.length],
                &message.sql[span.start_in_message..]
            );
        }
    }

    #[test]
    fn a_message_holds_what_commits_together() {
        let parts = |text: &str, each: bool| -> Vec<(String, Option<usize>)> {
            let migration = migration(text);
            let body = Body::of(&migration);
            let messages = if each { body.each() } else { body.transactions() };
            messages.into_iter().map(|message| (message.sql, message.mark_at)).collect()
        };
        let own = |sql: &str, mark_at| (sql.to_owned(), mark_at);
        let text = "a; b; begin; c; d; commit; e; vacuum";
        let transactions =
            [own("a; b", Some(4)), own("begin; c; d; commit", Some(13)), own("e; vacuum", Some(9))];
        assert_eq!(parts(text, false), transactions);
        let each = [
            own("a", Some(1)),
            own("b", Some(1)),
            own("begin; c; d; commit", Some(13)),
            own("e", Some(1)),
            own("vacuum", None),
        ];
        assert_eq!(parts(text, true), each);
        assert_eq!(parts("begin; a; commit and chain; b; end", true).len(), 1);
        assert_eq!(parts("a; rollback; b", false), [own("a; rollback", Some(11)), own("b", Some(1))]);
    }

    #[test]
    fn what_cannot_be_sent_is_refused_with_its_place() {
        let refused = |text: &str| Body::of(&migration(text)).check().map_err(|error| error.place());
        assert_eq!(refused("select 1;\n select 2 \\gexec"), Err(Some(Place::at("m.sql", 2, 11))));
        assert_eq!(refused("-- c\ncopy t from stdin;"), Err(Some(Place::at("m.sql", 2, 1))));
        assert_eq!(refused("begin; commit; begin; select 1"), Err(Some(Place::at("m.sql", 1, 16))));
        assert_eq!(refused("begin; select 1; commit and no chain"), Ok(()));
    }
}
