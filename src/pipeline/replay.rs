//! The expected catalog: the files, replayed on scratch up to what an environment has applied.
//!
//! States are built from each other: the state of production is usually a beginning of the state
//! of staging, which is a beginning of all files, so every file runs once. Each state is a database
//! of its own (copied by `CREATE DATABASE … TEMPLATE`), because differing texts are confirmed there.

use std::sync::Arc;
use std::time::Duration;

use crate::config::settings::Environment;
use crate::db::capture::capture;
use crate::db::execute::Limits;
use crate::db::{self, Access, Session};
use crate::formats::Folder;
use crate::model::catalog::Catalog;
use crate::model::code::Code;
use crate::model::connection::Connection;
use crate::model::finding::Finding;
use crate::model::history::{Migration, Tool};
use crate::model::place::Place;
use crate::model::progress::Progress;
use crate::model::provider::Provider;
use crate::model::quote::quote_identifier;
use crate::model::script::StatementPlace;
use crate::scratch::prelude::{self, Prelude};
use crate::scratch::{Scratch, ScratchOptions, extensions, roles};
use crate::sql::position::line_column;

use super::failure::{Failure, Outcome};
use super::migrate::{Runner, Stopped};
use super::run::Run;
use super::{drift, target};

/// Scratch and the states that were built on it.
#[derive(Default)]
pub(crate) struct Replays {
    scratch: Option<Scratch>,
    states: Vec<Arc<State>>,
}

/// The files replayed up to some set of versions.
pub(crate) struct State {
    /// The folder the files are from, relative to the root.
    folder: String,
    /// Versions in file order; empty for the database with the prelude only.
    pub(crate) versions: Vec<String>,
    pub(crate) connection: Connection,
    pub(crate) catalog: Catalog,
}

impl Replays {
    /// Whether there is a scratch server to be had for nothing.
    pub(super) fn is_started(&self) -> bool {
        self.scratch.is_some()
    }
}

/// A migration that cannot be replayed, as a finding.
pub(crate) type Replayed<T> = Result<T, Box<Finding>>;

/// A scratch server is only worth a second of start-up once per run.
pub(crate) async fn scratch<'r>(run: &'r mut Run<'_>) -> Outcome<&'r Scratch> {
    if run.replays.scratch.is_none() {
        let options = ScratchOptions {
            url: run.settings.scratch.url.clone(),
            required_major: run.targets.iter().map(|target| target.server.major()).max(),
        };
        let observer = run.surroundings.observer.clone();
        run.replays.scratch = Some(Scratch::start(&options, observer.as_ref()).await?);
    }
    Ok(run.replays.scratch.as_ref().expect("it was started just above"))
}

/// Ends the scratch server, if there is one.
pub(crate) async fn stop(run: &mut Run<'_>) {
    run.replays.states.clear();
    if let Some(scratch) = run.replays.scratch.take()
        && let Err(error) = scratch.stop().await
    {
        tracing::warn!("{error}");
    }
}

/// Builds the states of all targets and of all files. The inner error is the file that failed.
pub(crate) async fn replay_all(run: &mut Run<'_>, folder: &Folder) -> Outcome<Replayed<u32>> {
    let mut wanted: Vec<Vec<String>> =
        run.targets.iter().map(|target| applied_versions(folder, &target.standings)).collect();
    wanted.push(folder.versions());
    wanted.sort_by_key(Vec::len);
    wanted.dedup();
    for versions in wanted {
        if let Err(finding) = state(run, folder, &versions).await? {
            return Ok(Err(finding));
        }
    }
    Ok(Ok(scratch(run).await?.major()))
}

/// The versions whose effect should be in a database, in file order.
pub(crate) fn applied_versions(folder: &Folder, standings: &crate::model::history::Standings) -> Vec<String> {
    let applied: Vec<&str> = standings
        .migrations
        .iter()
        .filter(|migration| migration.standing.is_applied())
        .map(|migration| migration.version.as_str())
        .collect();
    folder
        .migrations
        .iter()
        .filter(|migration| applied.contains(&migration.version.as_str()))
        .map(|migration| migration.version.clone())
        .collect()
}

/// The state with exactly these versions, built from the longest state that begins it.
pub(crate) async fn state(
    run: &mut Run<'_>,
    folder: &Folder,
    versions: &[String],
) -> Outcome<Replayed<Arc<State>>> {
    if let Some(known) =
        run.replays.states.iter().find(|state| state.folder == folder.path && state.versions == versions)
    {
        return Ok(Ok(known.clone()));
    }
    let base = run
        .replays
        .states
        .iter()
        .filter(|state| state.folder == folder.path && versions.starts_with(&state.versions))
        .max_by_key(|state| state.versions.len())
        .cloned();
    let (mut session, from) = match base {
        Some(base) => {
            let mut connection = scratch(run).await?.copy_database(&base.connection).await?;
            connection.schema.clone_from(&base.connection.schema);
            (db::connect(&connection, "lockstep replay", Access::Write).await?, base.versions.len())
        }
        None => (fresh(run, folder).await?, 0),
    };
    let rest: Vec<&Migration> =
        folder.migrations.iter().filter(|migration| versions[from..].contains(&migration.version)).collect();
    for migration in rest {
        if let Err(finding) = replay_one(run, &mut session, folder, migration).await? {
            return Ok(Err(finding));
        }
    }
    let catalog = capture(&mut session, &drift::scope(run, Some(folder))).await?;
    let connection = session.connection().clone();
    session.close().await;
    let state = State { folder: folder.path.clone(), versions: versions.to_vec(), connection, catalog };
    let state = Arc::new(state);
    run.replays.states.push(state.clone());
    Ok(Ok(state))
}

/// A scratch database as the first migration finds it, with the tool's empty history.
pub(crate) async fn fresh(run: &mut Run<'_>, folder: &Folder) -> Outcome<Session> {
    let schema = home_schema(run);
    let mut connection = empty_database(run, folder.tool).await?;
    if schema != "public" {
        let mut session = db::connect(&connection, "lockstep replay", Access::Write).await?;
        session.run(&format!("CREATE SCHEMA IF NOT EXISTS {}", quote_identifier(&schema))).await?;
        session.close().await;
    }
    connection.schema = (schema != "public").then(|| schema.clone());
    let mut session = db::connect(&connection, "lockstep replay", Access::Write).await?;
    session.run(&folder.before_replay(&schema)).await?;
    Ok(session)
}

/// The schema in which the environments make what a migration names without one: that of the
/// URL's `?schema=`, or where the search path of the database begins.
fn home_schema(run: &Run<'_>) -> String {
    let of_urls = || run.environments.iter().find_map(|one| one.url.as_ref().ok()?.schema.clone());
    let of_targets = run.targets.first().map(|target| target.home.clone());
    of_targets.or_else(of_urls).unwrap_or_else(|| "public".to_owned())
}

/// Whether files of this tool are replayed on what a project on Supabase starts with.
pub(crate) fn on_supabase(run: &Run<'_>, tool: Tool) -> bool {
    let is_supabase = |environment: &&Environment| target::provider(run, environment) == Provider::Supabase;
    tool == Tool::Supabase || run.environments.iter().any(is_supabase)
}

/// A scratch database as a new project of that tool finds it: empty but for the prelude.
pub(crate) async fn empty_database(run: &mut Run<'_>, tool: Tool) -> Outcome<Connection> {
    let supabase = on_supabase(run, tool);
    let own = match &run.settings.scratch.prelude {
        Some(path) => {
            let text = std::fs::read_to_string(run.settings.root.join(path)).map_err(|error| {
                Failure::configuration(
                    format!("scratch.prelude {} cannot be read: {error}", path.display()),
                    "give a readable SQL file, relative to the repository root",
                )
            })?;
            Some((path.display().to_string(), text))
        }
        None => None,
    };
    let connection = scratch(run).await?.create_database().await?;
    if supabase {
        prelude::apply(&connection, Prelude::Supabase).await?;
    }
    if let Some((path, sql)) = own {
        prelude::apply(&connection, Prelude::User(&sql)).await.map_err(|error| {
            let position = error.server().and_then(|server| server.position);
            let failure = Failure::from(error);
            let mut failure = Failure::configuration(
                failure.finding.message,
                "correct the SQL file; it runs on an empty database before every replay",
            );
            failure.finding.place = Some(place_in(&path, &sql, position));
            failure
        })?;
    }
    Ok(connection)
}

/// Where the server's position, in characters from 1, is in a file.
fn place_in(file: &str, text: &str, position: Option<usize>) -> Place {
    let Some(position) = position else { return Place::file(file) };
    let offset = text.char_indices().nth(position.saturating_sub(1)).map_or(text.len(), |(offset, _)| offset);
    let (line, column) = line_column(text, offset);
    Place::at(file, line, column)
}

/// Replays one migration. A role that the scratch server lacks is created without login, and the
/// migration tried again, each role once; so is an extension that only hosting platforms have.
pub(crate) async fn replay_one(
    run: &mut Run<'_>,
    session: &mut Session,
    folder: &Folder,
    migration: &Migration,
) -> Outcome<Replayed<()>> {
    replay_watched(run, session, folder, migration, &mut |_| {}).await
}

/// The same; `on_statement` is called with the number, from 0, of each statement of the file when it is
/// complete. A file that is tried again begins at 0 again.
pub(crate) async fn replay_watched(
    run: &mut Run<'_>,
    session: &mut Session,
    folder: &Folder,
    migration: &Migration,
    on_statement: &mut (dyn FnMut(usize) + Send),
) -> Outcome<Replayed<()>> {
    let script = folder.replay(migration, session.connection().schema.as_deref().unwrap_or("public"))?;
    let limits =
        Limits { lock_timeout: Duration::ZERO, statement_timeout: run.settings.apply.statement_timeout };
    let mut created: Vec<String> = Vec::new();
    loop {
        let cancel = run.surroundings.cancel.clone();
        let (script, limits, cancel) = (&script, &limits, &cancel);
        let on_statement = &mut |index: usize, _: &StatementPlace| on_statement(index);
        let runner = Runner { session, migration, script, limits, on_statement, cancel, kept: 0 };
        let Err(stopped) = runner.run().await else {
            return Ok(Ok(()));
        };
        if let Some(server) = stopped.error.cause.server() {
            if let Some(role) = roles::missing_role(server).filter(|role| !created.contains(role)) {
                run.observe(Progress::Line { text: format!("scratch: created role {role}") });
                roles::create_roles(session, std::slice::from_ref(&role)).await?;
                created.push(role);
                continue;
            }
            if let Some(extension) = extensions::missing_extension(server) {
                if let Some(sql) = extensions::stand_in(&extension).filter(|_| !created.contains(&extension))
                {
                    run.observe(Progress::Line {
                        text: format!("scratch: a stand-in for extension {extension}"),
                    });
                    session.run(&sql).await?;
                    created.push(extension);
                    continue;
                }
                let help = extensions::help(&extension, scratch(run).await?.major());
                let finding = Finding::new(
                    Code::ExtensionUnavailable,
                    format!("the scratch server does not have extension {extension}"),
                );
                return Ok(Err(Box::new(finding.with_help(help).at(stopped.place))));
            }
        }
        return replay_failure(migration, *stopped);
    }
}

fn replay_failure(migration: &Migration, stopped: Stopped) -> Outcome<Replayed<()>> {
    match stopped.error.cause.server() {
        Some(server) => Ok(Err(Box::new(
            Finding::new(
                Code::ReplayFailed,
                format!("{} cannot be replayed on an empty database: {server}", migration.name),
            )
            .with_help(if is_missing(&server.code) {
                "if the missing thing comes from your provider, create it in the file that \
                 `scratch.prelude` names; else correct the migration"
            } else {
                "correct the migration: a new environment could not be built from these files"
            })
            .at(stopped.place),
        ))),
        None => Err(stopped.error.into()),
    }
}

/// Something the statement names is not there: table, column, function, type, schema, role
/// (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
fn is_missing(code: &str) -> bool {
    matches!(code, "42P01" | "42703" | "42883" | "42704" | "3F000")
}
