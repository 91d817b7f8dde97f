//! Runs one migration on a session: the same code for scratch and for production.

use crate::db::Session;
use crate::db::cancel::Cancel;
use crate::db::execute::{ExecuteError, Limits, execute};
use crate::model::history::Migration;
use crate::model::place::Place;
use crate::model::script::{Message, Script, StatementPlace};
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
    let total = script.messages.iter().map(|message| message.statements.len()).sum();
    let mut before = 0;
    for message in &script.messages {
        let mut told = |index: usize| {
            if let Some(place) = message.statements.get(index) {
                on_statement(before + index, place);
            }
        };
        let result = execute(session, message, limits, &mut told, cancel).await;
        if let Err(error) = result {
            // An atomic message leaves nothing behind; a bare one keeps what it completed.
            let kept = if message.atomic { before } else { before + error.completed };
            let place = failure_place(migration, message, &error);
            return Err(Box::new(Stopped { error, kept, total, place }));
        }
        before += message.statements.len();
    }
    Ok(())
}

/// Where in the user's file an error is: at the server's position when it names one inside the
/// file, else at the statement that was running.
fn failure_place(migration: &Migration, message: &Message, error: &ExecuteError) -> Place {
    let at = error.cause.server().and_then(|server| server.position);
    if let (Some(at), Some(span)) = (at, &message.span) {
        let byte = position::byte_of_char(&message.sql, at);
        if let Some(inside) = byte.checked_sub(span.start_in_message).filter(|inside| *inside < span.length) {
            let (line, column) = position::line_column(&migration.text, span.start_in_file + inside);
            return Place::at(&migration.file, line, column);
        }
    }
    match message.statements.get(error.completed) {
        Some(statement) => Place { line: Some(statement.line), ..Place::file(&migration.file) },
        None => Place::file(&migration.file),
    }
}
