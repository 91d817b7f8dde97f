//! A migration that failed while it was applied: how far it got, what was kept, what to do next.

use crate::db::{ServerError, Session, journal};
use crate::model::amount;
use crate::model::code::Code;
use crate::model::exit::Exit;
use crate::model::finding::{Finding, Severity};
use crate::model::history::Migration;
use crate::model::place::Place;
use crate::model::script::Script;

use super::apply::Destination;
use super::failure::Failure;
use super::migrate::{Stage, Stopped};
use super::run::Run;
use super::stepwise::Halt;

/// Says exactly how far it got and what to do, and leaves the row the tool itself would leave.
pub(crate) async fn failed(
    run: &mut Run<'_>,
    session: &mut Session,
    to: &Destination<'_>,
    migration: &Migration,
    script: &Script,
    stopped: Stopped,
) -> Failure {
    let Destination { folder, environment, schema } = *to;
    let name = &migration.name;
    let next = stopped.kept + 1;
    let how_far = match (stopped.kept, stopped.stage) {
        (0, Stage::Alone) => "none of its statements is done".to_owned(),
        (0, _) => "nothing of it was kept: it was rolled back".to_owned(),
        (kept, _) => format!(
            "{} of {} stay: they were committed one by one; the rest was not run",
            amount::count(kept, "statement"),
            stopped.total
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
        failure.finding.message = format!("while {name} ran: {} — {how_far}", failure.finding.message);
        failure.finding.help = Some(format!("correct {} and run the same command again", migration.file));
        failure.finding.place = Some(stopped.place);
        return failure;
    };
    if stopped.stage == Stage::Opening && server.code == "42501" {
        return no_journal(environment, name, server);
    }
    let mut message = format!("{name} failed: {server}");
    if let Some(context) = &server.context {
        message.push_str(&format!("; in {context}"));
    }
    message.push_str(&format!(" — {how_far}"));
    let mut help = format!("correct {} and run the same command again", migration.file);
    // What could not even begin leaves no row.
    let begun = stopped.stage != Stage::Opening;
    let failure_row = folder.failure_row(migration, schema, &server.to_string()).filter(|_| begun);
    let mut recorded = false;
    if let Some(row) = &failure_row {
        match session.run(row).await {
            Ok(()) => recorded = true,
            Err(error) => message.push_str(&format!("; the failure could not be recorded: {error}")),
        }
    }
    if script.transactional {
        if recorded {
            help = format!(
                "correct {}, then `lockstep resolve --environment {environment} --rolled-back {}`, \
                 then run the same command again",
                migration.file, migration.version
            );
        }
    } else if stopped.kept == 0 && stopped.stage == Stage::Together && failure_row.is_none() {
        // Nothing is open any more. What cannot be cleared now is read as "nothing done" later.
        let history = folder.history_table(schema).quoted();
        let _ = session.run(&journal::close(&history, &migration.version)).await;
    } else if begun {
        help = format!(
            "correct {} from statement {next} on and run the same command again: it goes on there",
            migration.file
        );
    }
    let invalid = invalid_indexes(session).await;
    if !invalid.is_empty() {
        message.push_str(&format!("; INVALID now: {}", invalid.join(", ")));
        if stopped.stage == Stage::Alone {
            help.push_str("; what this statement left INVALID is then dropped and built anew");
        }
    }
    Failure::new(Exit::Failed, Finding::new(Code::ApplyFailed, message).with_help(help).at(stopped.place))
}

/// Why an interrupted migration does not go on.
pub(crate) fn halted(to: &Destination<'_>, migration: &Migration, halt: Halt) -> Failure {
    let (name, environment) = (&migration.name, to.environment);
    let (message, help) = match halt {
        Halt::Busy { index, pid } => (
            format!("{name} waits: process {pid} of the server is building {index}"),
            "wait for it to end, or end it with pg_terminate_backend; then run the same command again"
                .to_owned(),
        ),
        Halt::Stopped(_) | Halt::EditedSince => (
            format!(
                "{name} was interrupted in {environment}, and what was carried out is not what {} says any more",
                migration.file
            ),
            format!(
                "put the statements back as they ran (`git log -p -- {}`) and run the same command again; or undo \
                 them by hand, then `lockstep resolve --rolled-back {} --environment {environment}`",
                migration.file, migration.version
            ),
        ),
    };
    let finding = Finding::new(Code::MigrationInterrupted, message).severity(Severity::Error).with_help(help);
    Failure::refused(finding.at(Place::file(&migration.file)))
}

/// Without a journal an interruption would have to be guessed at.
fn no_journal(environment: &str, name: &str, server: &ServerError) -> Failure {
    Failure::refused(
        Finding::new(
            Code::ApplyFailed,
            format!(
                "{name} cannot be one transaction, and the journal that keeps track of it could not be made in \
                 {environment}: {server} — nothing was changed"
            ),
        )
        .with_help(
            "grant the user CREATE on the database, or make it a schema: \
             `create schema lockstep authorization <user>`",
        ),
    )
}

/// Indexes that a failed `CREATE INDEX CONCURRENTLY` leaves. What cannot be asked is not said.
async fn invalid_indexes(session: &mut Session) -> Vec<String> {
    let sql = "SELECT i.indexrelid::regclass::text FROM pg_catalog.pg_index i \
               JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid \
               WHERE NOT i.indisvalid AND c.relkind = 'i' ORDER BY 1";
    let rows = session.fetch(sql).await.unwrap_or_default();
    rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect()
}
