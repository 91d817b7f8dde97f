//! The two sides of a comparison or a plan: opened, and their catalogs read.

use futures_util::future::try_join;

use crate::backup;
use crate::config::profile;
use crate::config::side::Side;
use crate::db::capture::capture;
use crate::db::scope::Scope;
use crate::db::{self, Access, Session};
use crate::formats::{self, Folder};
use crate::model::catalog::Catalog;
use crate::model::connection::Connection;
use crate::model::diff::Rules;
use crate::model::exit::Exit;
use crate::model::history::{Source, Tool};
use crate::model::place::Place;
use crate::model::provider::Provider;
use crate::sql::split::split;

use super::failure::{Failure, Outcome};
use super::run::Run;
use super::target::Target;
use super::{drift, gate, replay, target};

/// A side whose catalog can be captured.
pub(crate) struct Opened {
    pub(crate) session: Session,
    pub(crate) side: Side,
    /// The scratch database that holds it, when it is a replay.
    pub(crate) scratch: Option<Connection>,
    /// On the Supabase platform, or a replay on its stand-ins.
    pub(crate) supabase: bool,
}

/// Both sides with what they contain.
pub(crate) struct Both {
    pub(crate) from: Opened,
    pub(crate) to: Opened,
    pub(crate) have: Catalog,
    pub(crate) want: Catalog,
    /// What was read of both.
    pub(crate) scope: Scope,
    /// What a comparison of these two leaves out.
    pub(crate) rules: Rules,
}

/// Opens both sides and reads them at once.
pub(crate) async fn both(
    run: &mut Run<'_>,
    from: &Side,
    to: &Side,
    folder: Option<&Folder>,
    dependencies: bool,
) -> Outcome<Both> {
    let from = open_side(run, from).await?;
    let to = open_side(run, to).await?;
    let mut scope = Scope { dependencies, ..drift::scope(run, folder) };
    if from.supabase || to.supabase {
        scope.managed.extend(profile::of(Provider::Supabase));
    }
    let ((from, have), (to, want)) = try_join(capture_side(from, &scope), capture_side(to, &scope)).await?;
    let replayed = from.scratch.is_some() || to.scratch.is_some();
    let mut rules = if replayed { drift::schema_rules(run) } else { drift::rules(run) };
    if from.supabase != to.supabase {
        drift::leave_out_supabase(&mut rules);
    }
    Ok(Both { from, to, have, want, scope, rules })
}

/// Each side on a thread of its own: half a million rows are read from each.
async fn capture_side(mut side: Opened, scope: &Scope) -> Outcome<(Opened, Catalog)> {
    let scope = scope.clone();
    let reading = tokio::spawn(async move {
        let catalog = capture(&mut side.session, &scope).await;
        (side, catalog)
    });
    // Nobody aborts it: an error can only be its panic, which goes on here.
    let (side, catalog) = reading.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
    Ok((side, catalog?))
}

async fn open_side(run: &mut Run<'_>, side: &Side) -> Outcome<Opened> {
    // The identify step has a session open to every environment of the run already.
    if let Side::Environment(name) = side
        && let Some(index) = run.targets.iter().position(|target| target.environment.name == *name)
    {
        let Target { session, server, .. } = run.targets.remove(index);
        let supabase = server.provider == Provider::Supabase;
        return Ok(Opened { session, side: side.clone(), scratch: None, supabase });
    }
    let (connection, tool) = database(run, side).await?;
    let replayed = !matches!(side, Side::Environment(_) | Side::Database(_));
    // Every replay of a run stands on the platform of its environments.
    let supabase = tool == Some(Tool::Supabase)
        || run.environments.iter().any(|one| target::provider(run, one) == Provider::Supabase)
        || !replayed && Provider::of_host(&connection.host) == Provider::Supabase;
    let session = db::connect(&connection, "lockstep compare", Access::Read).await?;
    let scratch = replayed.then_some(connection);
    Ok(Opened { session, side: side.clone(), scratch, supabase })
}

/// The database that holds a side: the user's own, or a scratch one built for it; then with the tool
/// of the migrations that were replayed there.
pub(crate) async fn database(run: &mut Run<'_>, side: &Side) -> Outcome<(Connection, Option<Tool>)> {
    match side {
        Side::Environment(name) => Ok((target::url(gate::named(run.settings, name)?)?.clone(), None)),
        Side::Database(connection) => Ok(((**connection).clone(), None)),
        Side::Migrations => {
            let folder = run.folder()?;
            Ok((replayed(run, &folder).await?, Some(folder.tool)))
        }
        Side::Directory(path) => {
            let source = Source { path: Some(path.clone()), format: None, ..run.settings.migrations.clone() };
            let folder = formats::open(&run.settings.root, &source)?;
            Ok((replayed(run, &folder).await?, Some(folder.tool)))
        }
        Side::File(path) => Ok((loaded(run, path).await?, None)),
    }
}

async fn replayed(run: &mut Run<'_>, folder: &Folder) -> Outcome<Connection> {
    match replay::state(run, folder, &folder.versions()).await? {
        Ok(state) => Ok(state.connection.clone()),
        Err(finding) => Err(Failure::new(Exit::Configuration, *finding)),
    }
}

/// A schema file, perhaps pg_dump's, loaded into an empty scratch database.
async fn loaded(run: &mut Run<'_>, path: &std::path::Path) -> Outcome<Connection> {
    let text = std::fs::read_to_string(run.settings.root.join(path)).map_err(|error| {
        Failure::configuration(
            format!("{} cannot be read: {error}", path.display()),
            "give a readable SQL file, relative to the repository root",
        )
    })?;
    let connection = replay::empty_database(run, Tool::Plain).await?;
    let mut session = db::connect(&connection, "lockstep load", Access::Write).await?;
    for statement in split(&backup::without_fence(&text)) {
        session.run(statement.text).await.map_err(|error| {
            let mut failure = Failure::configuration(
                format!("{}:{}:{}: {error}", path.display(), statement.line, statement.column),
                "correct the file; it is loaded into an empty database",
            );
            let file = path.display().to_string().replace('\\', "/");
            failure.finding.place = Some(Place::at(file, statement.line, statement.column));
            failure
        })?;
    }
    session.close().await;
    Ok(connection)
}
