//! One environment of the user's with an open reading session.

use crate::config::profile;
use crate::config::settings::{Environment, Settings};
use crate::db::{self, Access, Session};
use crate::formats::Folder;
use crate::model::code::Code;
use crate::model::connection::Connection;
use crate::model::exit::Exit;
use crate::model::finding::Finding;
use crate::model::history::{HistoryRow, Standings};
use crate::model::journal::Entry;
use crate::model::mode::Mode;
use crate::model::provider::{Provider, transaction_pooler};
use crate::model::server::Server;

use super::failure::{Failure, Outcome};
use super::run::Run;

/// An environment that answered.
pub(crate) struct Target<'a> {
    pub(crate) environment: &'a Environment,
    pub(crate) session: Session,
    pub(crate) server: Server,
    /// Where an unqualified history table lives.
    pub(crate) schema: String,
    /// Where a migration makes what it names without a schema.
    pub(crate) home: String,
    pub(crate) has_user_tables: bool,
    /// `None`: there is no history table.
    pub(crate) rows: Option<Vec<HistoryRow>>,
    /// Migrations that are open: interrupted, or under way.
    pub(crate) journal: Vec<Entry>,
    pub(crate) standings: Standings,
}

/// Opens a reading session and learns everything about an environment in one more round trip.
pub(crate) async fn open<'a>(
    environment: &'a Environment,
    folder: Option<&Folder>,
    settings: &Settings,
    mode: Mode,
) -> Outcome<Target<'a>> {
    let connection = url(environment)?;
    let named = |failure: Failure| failure.in_environment(&environment.name);
    let mut session = db::connect(connection, &application(mode), Access::Read)
        .await
        .map_err(|error| named(error.into()))?;
    let mut schema = connection.schema.clone().unwrap_or_else(|| "public".to_owned());
    let table = |schema: &str| folder.map(|folder| folder.history_table(schema).quoted());
    let mut inspection =
        session.inspect(table(&schema).as_deref()).await.map_err(|error| named(error.into()))?;
    // Most tools name their table without a schema: it is where the role's search path begins.
    if folder.is_some_and(Folder::follows_search_path) && inspection.schema != schema {
        schema.clone_from(&inspection.schema);
        inspection = session.inspect(table(&schema).as_deref()).await.map_err(|error| named(error.into()))?;
    }
    let mut server = inspection.server.clone();
    if let Some(provider) = environment.provider {
        server.provider = provider;
    }
    let has_user_tables = inspection.has_user_tables(profile::of(server.provider));
    let (rows, standings) = match folder {
        Some(folder) => {
            let rows = inspection
                .history
                .map(|rows| folder.read_rows(&rows))
                .transpose()
                .map_err(|error| named(error.into()))?;
            let standings =
                folder.standings(&environment.name, rows.as_deref(), &inspection.journal, &settings.root);
            (rows, standings)
        }
        None => (None, Standings::default()),
    };
    Ok(Target {
        environment,
        session,
        server,
        schema,
        home: inspection.schema,
        has_user_tables,
        rows,
        journal: inspection.journal,
        standings,
    })
}

/// Reads the history again; whether it says something else than before.
pub(crate) async fn read_history_again(
    target: &mut Target<'_>,
    folder: &Folder,
    settings: &Settings,
) -> Outcome<bool> {
    let environment = target.environment;
    let table = folder.history_table(&target.schema).quoted();
    let inspection = target.session.inspect(Some(&table)).await?;
    target.has_user_tables = inspection.has_user_tables(profile::of(target.server.provider));
    let rows = inspection.history.map(|rows| folder.read_rows(&rows)).transpose()?;
    let changed = rows != target.rows || inspection.journal != target.journal;
    target.standings =
        folder.standings(&environment.name, rows.as_deref(), &inspection.journal, &settings.root);
    target.journal = inspection.journal;
    target.rows = rows;
    Ok(changed)
}

/// The connection for reading. A missing variable is named.
pub(crate) fn url(environment: &Environment) -> Outcome<&Connection> {
    environment.url.as_ref().map_err(|missing| {
        Failure::configuration(
            format!(
                "environment {:?} has no URL: variable {} is not set",
                environment.name, missing.variable
            ),
            missing.help.clone(),
        )
        .in_environment(&environment.name)
    })
}

/// The connection for writing: never through a transaction pooler, where locks and settings do not
/// last.
pub(crate) fn direct_url(environment: &Environment) -> Outcome<&Connection> {
    if let Some(direct) = &environment.direct_url {
        return Ok(direct);
    }
    let connection = url(environment)?;
    let pooler = transaction_pooler(&connection.host, connection.port);
    if pooler.is_none() && !connection.pooler {
        return Ok(connection);
    }
    let help = match pooler.and_then(|pooler| pooler.direct) {
        Some((host, port)) => format!("set `direct_url` of {:?} to the host {host}:{port}", environment.name),
        None => format!("set `direct_url` of {:?} to the server itself", environment.name),
    };
    Err(Failure::new(
        Exit::Refused,
        Finding::new(
            Code::Pooler,
            format!("{} is a pooler in transaction mode: migrations cannot go through it", connection.host),
        )
        .with_help(help)
        .in_environment(&environment.name),
    ))
}

/// What the server shows as our application name.
pub(crate) fn application(mode: Mode) -> String {
    format!("lockstep {}", mode.as_str())
}

/// Who runs an environment's server: as configured, as the server showed, or as its host looks.
pub(crate) fn provider(run: &Run<'_>, environment: &Environment) -> Provider {
    let known = run.targets.iter().find(|target| target.environment.name == environment.name);
    let host = environment.url.as_ref().map_or("", |url| url.host.as_str());
    environment
        .provider
        .or(known.map(|target| target.server.provider))
        .unwrap_or_else(|| Provider::of_host(host))
}
