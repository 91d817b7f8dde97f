//! Texts that differ, and where a server can say whether they are one thing.

use crate::db::confirm::{Confirmed, confirm};
use crate::db::{self, Access};
use crate::formats::Folder;
use crate::model::catalog::Catalog;
use crate::model::connection::Connection;
use crate::model::diff::{Certainty, Change, Difference};
use crate::model::history::Tool;
use crate::scratch::skeleton;

use super::failure::Outcome;
use super::replay;
use super::run::Run;

/// Whether one of the changes might be only another spelling.
pub(crate) fn is_open(changes: &[Change]) -> bool {
    changes.iter().any(|change| change.certainty == Certainty::Textual)
}

/// Tells the changes that are only another spelling of the same thing from the others. The scratch
/// database holds the wanted schema, or its skeleton.
pub(crate) async fn confirmed(
    scratch: &Connection,
    changes: Vec<Change>,
    from: &Catalog,
    to: &Catalog,
) -> Outcome<Confirmed> {
    if !is_open(&changes) {
        return Ok(Confirmed { changes, same: Vec::new() });
    }
    let mut session = db::connect(scratch, "lockstep confirm", Access::Write).await?;
    let confirmed = confirm(&mut session, changes, from, to).await?;
    session.close().await;
    Ok(confirmed)
}

/// A scratch database on which texts can be tried: one that holds a side already, else a replay of the
/// migrations, else a skeleton of the wanted schema. `None`, and texts stay unconfirmed, without a
/// scratch server.
pub(crate) async fn database(
    run: &mut Run<'_>,
    known: Option<Connection>,
    folder: Option<&Folder>,
    want: &Catalog,
    changes: &[Change],
) -> Outcome<Option<Connection>> {
    if known.is_some() {
        return Ok(known);
    }
    if let Err(failure) = replay::scratch(run).await {
        tracing::warn!("{}; texts that differ are not confirmed", failure.finding.message);
        return Ok(None);
    }
    if let Some(folder) = folder
        && let Ok(state) = replay::state(run, folder, &folder.versions()).await?
    {
        return Ok(Some(state.connection.clone()));
    }
    let connection = replay::empty_database(run, Tool::Plain).await?;
    let mut session = db::connect(&connection, "lockstep confirm", Access::Write).await?;
    skeleton::build(&mut session, want, &texts(changes)).await?;
    session.close().await;
    Ok(Some(connection))
}

/// The expressions that differ, and the tables they are on.
fn texts(changes: &[Change]) -> Vec<String> {
    let mut texts = Vec::new();
    for change in changes.iter().filter(|change| change.certainty == Certainty::Textual) {
        texts.push(change.key.path());
        if let Difference::Differs { from, to, .. } = &change.difference {
            texts.extend([from, to].into_iter().flatten().map(ToString::to_string));
        }
    }
    texts
}
