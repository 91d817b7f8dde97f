//! The ledger of a folder: its files replayed once more on scratch, where the server tells what each
//! statement touches.
//!
//! Only a run that has something to place pays for it, and it never fails: what cannot be recorded is
//! known by its text alone. The databases from which expected catalogs are read are not touched: what
//! tells (event triggers, a schema, a function) would be part of them, and a migration that walks
//! through the catalog would see it.

use std::time::Instant;

use crate::db::touched::Touch;
use crate::db::{notices, touched};
use crate::formats::Folder;
use crate::model::history::Migration;
use crate::pipeline::replay::{self, Replayed};
use crate::pipeline::run::Run;

use super::ledger::Ledger;

/// Every statement of the folder, with what a server told of it where one could be asked.
pub(super) async fn ledger(run: &mut Run<'_>, folder: &Folder) -> Ledger {
    let versions = folder.versions();
    let migrations: Vec<&Migration> =
        folder.migrations.iter().filter(|migration| versions.contains(&migration.version)).collect();
    let mut ledger = Ledger::default();
    let firsts: Vec<usize> = migrations.iter().map(|migration| ledger.add(folder, migration)).collect();
    // A server is not started for places alone: a run that has none compared something else.
    if !run.replays.is_started() || run.surroundings.cancel.signal().is_some() {
        return ledger;
    }
    let started = Instant::now();
    let cancel = run.surroundings.cancel.clone();
    let recording = notices::collect(record(run, folder, &migrations, &firsts, &mut ledger));
    let outcome = tokio::select! {
        (outcome, _) = recording => outcome,
        _ = cancel.cancelled() => Err("interrupted".to_owned()),
    };
    match outcome {
        Ok(()) => tracing::debug!(
            "places: {} statements in {} files replayed in {:?}, {} objects touched",
            ledger.statements.len(),
            migrations.len(),
            started.elapsed(),
            ledger.entries.len()
        ),
        Err(reason) => tracing::debug!("places are known by text: {reason}"),
    }
    ledger
}

async fn record(
    run: &mut Run<'_>,
    folder: &Folder,
    migrations: &[&Migration],
    firsts: &[usize],
    ledger: &mut Ledger,
) -> Result<(), String> {
    let mut session = replay::fresh(run, folder).await.map_err(|failure| failure.finding.message.clone())?;
    touched::install(&mut session).await.map_err(|error| error.to_string())?;
    for (migration, first) in migrations.iter().zip(firsts) {
        let mut heard = Heard::begin();
        let mut on_statement = |index: usize| heard.completed(index);
        let replayed = replay::replay_watched(run, &mut session, folder, migration, &mut on_statement).await;
        let replayed: Replayed<()> = replayed.map_err(|failure| failure.finding.message.clone())?;
        heard.write(*first, ledger);
        replayed.map_err(|finding| finding.message)?;
    }
    session.close().await;
    ledger.recorded = true;
    Ok(())
}

/// What the server told while the statements of one file ran.
#[derive(Default)]
pub(super) struct Heard(Vec<(usize, Vec<Touch>)>);

impl Heard {
    /// What was said before is of no file.
    pub(super) fn begin() -> Self {
        notices::take();
        Self::default()
    }

    /// A statement of the file is complete: what came since the one before is about it.
    pub(super) fn completed(&mut self, index: usize) {
        if index == 0 {
            // The file runs again from its start, after what it lacked was made.
            self.0.clear();
        }
        self.0.push((index, touched::told(&notices::take())));
    }

    /// The first statement of the file has this number in the ledger.
    pub(super) fn write(self, first: usize, ledger: &mut Ledger) {
        for (index, touches) in self.0 {
            ledger.record(first + index, touches);
        }
    }
}
