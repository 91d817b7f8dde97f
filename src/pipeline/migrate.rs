//! Runs one migration on a session: the same code for scratch and for production.

use crate::db::Session;
use crate::db::cancel::Cancel;
use crate::db::execute::{ExecuteError, Limits, execute};
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
}

/// Sends a migration's messages in order. Stops at the first that fails.
pub(crate) async fn run_script(
    session: &mut Session,
    migration: &Migration,
    script: &Script,
    limits: &Limits,
    on_statement: &mut (dyn FnMut(usize, &StatementPlace) + Send),
    cancel: &Cancel,
) -> Result<(), Box<Stopped>> {
    let total = script.statements();
    let mut before = 0;
    for message in script.start.iter().chain(&script.messages).chain(&script.finish) {
        let mut told = |index: usize| {
            if let Some(place) = message.statements.get(index) {
                on_statement(before + index, place);
            }
        };
        let result = execute(session, message, limits, &mut told, cancel).await;
        if let Err(error) = result {
            // What is sent together is undone together.
            let place = failure_place(migration, message, &error);
            return Err(Box::new(Stopped { error, kept: before, total, place }));
        }
        before += message.statements.len();
    }
    Ok(())
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
