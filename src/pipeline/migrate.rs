//! Runs one migration on a session: the same code for scratch and for production.

use crate::db::Session;
use crate::db::cancel::Cancel;
use crate::db::execute::{Cause, ExecuteError, Limits, begin, end, execute};
use crate::model::history::Migration;
use crate::model::place::Place;
use crate::model::script::{FileSpan, Message, Script, StatementPlace};
use crate::sql::position;

/// How a migration failed and how far it got.
#[derive(Debug)]
pub(crate) struct Stopped {
    pub(crate) error: ExecuteError,
    /// The user's statements that stay: they were committed before the failure.
    pub(crate) kept: usize,
    pub(crate) total: usize,
    pub(crate) place: Place,
    pub(crate) stage: Stage,
}

/// What was being sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// That the migration has begun, with its journal.
    Opening,
    /// The user's statements, which commit together or not at all.
    Together,
    /// A statement of the user's that may leave half of its work.
    Alone,
    /// What became of a statement before, or that the migration has been applied.
    Recording,
}

/// A migration on its way to the server.
pub(crate) struct Runner<'r> {
    pub(crate) session: &'r mut Session,
    pub(crate) migration: &'r Migration,
    pub(crate) script: &'r Script,
    pub(crate) limits: &'r Limits,
    pub(crate) on_statement: &'r mut (dyn FnMut(usize, &StatementPlace) + Send),
    pub(crate) cancel: &'r Cancel,
    /// The user's statements that are committed.
    pub(crate) kept: usize,
}

impl Runner<'_> {
    /// Sends a migration's messages in order. Stops at the first that fails.
    pub(crate) async fn run(mut self) -> Result<(), Box<Stopped>> {
        let outcome = self.messages().await;
        end(self.session);
        outcome
    }

    async fn messages(&mut self) -> Result<(), Box<Stopped>> {
        let script = self.script;
        self.begin().await?;
        if let Some(start) = &script.start {
            self.send(start, Stage::Opening).await?;
        }
        for message in &script.messages {
            self.send(message, Stage::Together).await?;
        }
        if let Some(finish) = &script.finish {
            // The row is written with settings of our own: the script's may forbid writing.
            self.begin().await?;
            self.send(finish, Stage::Recording).await?;
        }
        Ok(())
    }

    /// The next message has settings of our own and none of the script's.
    pub(super) async fn begin(&mut self) -> Result<(), Box<Stopped>> {
        let begun = begin(self.session, self.limits).await;
        begun.map_err(|error| {
            let error = ExecuteError { completed: 0, cause: Cause::Connection(error) };
            self.stopped(&Message::default(), error, Stage::Opening)
        })
    }

    /// Sends one message. What is sent together is undone together.
    pub(super) async fn send(&mut self, message: &Message, stage: Stage) -> Result<(), Box<Stopped>> {
        let before = self.kept;
        let on_statement = &mut *self.on_statement;
        let mut told = |index: usize| {
            if let Some(place) = message.statements.get(index) {
                on_statement(before + index, place);
            }
        };
        let sent = execute(self.session, message, &mut told, self.cancel).await;
        sent.map_err(|error| self.stopped(message, error, stage))?;
        self.kept += message.statements.len();
        Ok(())
    }

    pub(super) fn stopped(&self, message: &Message, error: ExecuteError, stage: Stage) -> Box<Stopped> {
        let place = failure_place(self.migration, message, &error);
        Box::new(Stopped { error, kept: self.kept, total: self.script.statements(), place, stage })
    }
}

/// Where in the user's file an error is: at the server's position when it names one inside the
/// file, else at the statement that was running.
fn failure_place(migration: &Migration, message: &Message, error: &ExecuteError) -> Place {
    let at = error.cause.server().and_then(|server| server.position);
    if let Some(at) = at {
        let byte = position::byte_of_char(&message.sql, at);
        let inside = |span: &FileSpan| byte.checked_sub(span.start_in_message).filter(|at| *at < span.length);
        let offset = message.spans.iter().find_map(|span| Some(span.start_in_file + inside(span)?));
        if let Some(offset) = offset {
            let (line, column) = position::line_column(&migration.text, offset);
            return Place::at(&migration.file, line, column);
        }
    }
    match message.statements.get(error.completed) {
        Some(statement) => Place { line: Some(statement.line), ..Place::file(&migration.file) },
        None => Place::file(&migration.file),
    }
}
