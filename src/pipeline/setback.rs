//! A migration that failed while it was applied: how far it got, what was kept, what to do next.

use crate::db::Session;
use crate::model::amount;
use crate::model::code::Code;
use crate::model::exit::Exit;
use crate::model::finding::Finding;
use crate::model::history::Migration;

use super::apply::Destination;
use super::failure::Failure;
use super::migrate::Stopped;
use super::run::Run;

/// Says exactly how far it got and what to do, and leaves the row the tool itself would leave.
pub(crate) async fn failed(
    run: &mut Run<'_>,
    session: &mut Session,
    to: &Destination<'_>,
    migration: &Migration,
    stopped: Stopped,
) -> Failure {
    let Destination { folder, environment, schema } = *to;
    let name = &migration.name;
    let how_far = match (stopped.kept, stopped.total) {
        (0, _) => "nothing of it was kept: it was rolled back".to_owned(),
        (kept, total) => format!(
            "{} of {} stay: they were committed one by one; the rest was not run",
            amount::count(kept, "statement"),
            total
        ),
    };
    if let Some(signal) = run.surroundings.cancel.signal() {
        let exit = signal.exit();
        return Failure::new(
            exit,
            Finding::new(Code::Interrupted, format!("interrupted while {name} ran: {how_far}"))
                .with_help(format!("run `lockstep apply --environment {environment}` to go on"))
                .at(stopped.place),
        );
    }
    let Some(server) = stopped.error.cause.server() else {
        let mut failure = Failure::from(stopped.error);
        failure.exit = Exit::Failed;
        failure.finding.message = format!("while {name} ran: {}", failure.finding.message);
        failure.finding.help = Some(format!(
            "whether it was committed is not known: `lockstep status` reads what the history says of {environment}"
        ));
        failure.finding.place = Some(stopped.place);
        return failure;
    };
    let mut message = format!("{name} failed: {server}");
    if let Some(context) = &server.context {
        message.push_str(&format!("; in {context}"));
    }
    message.push_str(&format!(" — {how_far}"));
    let mut help = format!("correct {} and run the same command again", migration.file);
    if let Some(row) = folder.failure_row(migration, schema, &server.to_string()) {
        match session.run(&row).await {
            Ok(()) => {
                help = format!(
                    "correct {}, then `lockstep resolve --environment {environment} --rolled-back {}`, \
                     then run the same command again",
                    migration.file, migration.version
                );
            }
            Err(error) => message.push_str(&format!("; the failure could not be recorded: {error}")),
        }
    }
    if stopped.kept > 0 {
        help = format!("{help}; first undo or complete by hand what was kept");
    }
    let invalid = invalid_indexes(session).await;
    if !invalid.is_empty() {
        message.push_str(&format!("; INVALID now: {}", invalid.join(", ")));
        help = format!("{help}; first drop with DROP INDEX CONCURRENTLY what is INVALID");
    }
    Failure::new(Exit::Failed, Finding::new(Code::ApplyFailed, message).with_help(help).at(stopped.place))
}

/// Indexes that a failed `CREATE INDEX CONCURRENTLY` leaves. What cannot be asked is not said.
async fn invalid_indexes(session: &mut Session) -> Vec<String> {
    let sql = "SELECT i.indexrelid::regclass::text FROM pg_catalog.pg_index i \
               JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid \
               WHERE NOT i.indisvalid AND c.relkind = 'i' ORDER BY 1";
    let rows = session.fetch(sql).await.unwrap_or_default();
    rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect()
}
