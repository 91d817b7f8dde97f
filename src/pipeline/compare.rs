//! Step: two catalogs. In `compare` the two sides the user names; in `apply` and `deploy` the drift
//! gate: every environment against its expected catalog.

use futures_util::future::try_join;

use crate::backup;
use crate::config::profile;
use crate::config::settings::Environment;
use crate::config::side::Side;
use crate::config::task::Task;
use crate::db::capture::capture;
use crate::db::scope::Scope;
use crate::db::{self, Access, Session};
use crate::formats::{self, Folder};
use crate::model::amount;
use crate::model::catalog::Catalog;
use crate::model::connection::Connection;
use crate::model::diff::diff;
use crate::model::exit::Exit;
use crate::model::history::Tool;
use crate::model::provider::Provider;
use crate::model::report::Cause;
use crate::sql::split::split;

use super::failure::{Failure, Outcome};
use super::run::{Done, Run};
use super::{accepted, drift, gate, replay, target};

pub(crate) async fn run(run: &mut Run<'_>) -> Outcome<Done> {
    match run.task {
        Task::Compare { .. } => {
            let (from, to) = default_sides(run)?;
            compare_sides(run, &from, &to).await
        }
        _ => drift_gate(run).await,
    }
}

/// Every connected environment against the replay of what it has applied.
async fn drift_gate(run: &mut Run<'_>) -> Outcome<Done> {
    let folder = run.folder()?;
    let mut catalogs = drift::capture_targets(run, Some(&folder)).await?;
    let drifts = match drift::find_drift(run, &folder, &mut catalogs).await? {
        Ok(drifts) => drifts,
        Err(finding) => {
            run.find(*finding);
            return Ok(Done::failed("the expected catalog could not be built"));
        }
    };
    let mut done = Done::passed("no drift");
    let mut total = 0;
    for (index, changes) in drifts.into_iter().enumerate() {
        let name = run.targets[index].environment.name.clone();
        let found = changes.len();
        let errors = drift::report_drift(run, &name, changes);
        done = done.counting("objects", catalogs[index].objects.len());
        total += errors;
        let count = catalogs[index].objects.len();
        match (found, errors) {
            (0, _) => {
                let sentence = format!("{name}: all {count} objects are what its applied migrations make");
                done = done.proving(sentence);
            }
            (found, 0) => done = done.proving(no_drift_but(run, &name, found)),
            _ => {}
        }
    }
    Ok(if total == 0 {
        done
    } else {
        Done { proved: done.proved, facts: done.facts, ..Done::failed(drifted(total)) }
    })
}

/// `3 changes that no migration explains`.
pub(crate) fn drifted(changes: usize) -> String {
    format!("drift: {} that the migrations do not explain", amount::count(changes, "change"))
}

/// What may be said of an environment whose differences are only told: accepted ones, column order, …
pub(crate) fn no_drift_but(run: &Run<'_>, environment: &str, found: usize) -> String {
    let differences =
        accepted::tally(run, environment, accepted::MIGRATIONS, found, " that the settings only report");
    format!("{environment}: no drift but {differences}")
}

/// The sides that were named; else the first environment and the last.
fn default_sides(run: &Run<'_>) -> Outcome<(Side, Side)> {
    let environments = &run.settings.environments;
    let side = |given: &Option<Side>, default: Option<&Environment>| {
        let default = default.map(|environment| Side::Environment(environment.name.clone()));
        given.clone().or(default).ok_or_else(|| {
            Failure::configuration(
                "there are no two environments to compare",
                "name both sides: lockstep compare --from SIDE --to SIDE",
            )
        })
    };
    Ok((side(&run.sides.from, environments.first())?, side(&run.sides.to, environments.last())?))
}

/// A side whose catalog can be captured.
struct Opened {
    session: Session,
    label: String,
    /// The scratch database that holds it, when it is a replay.
    scratch: Option<Connection>,
    /// A replay on the stand-ins of the Supabase platform.
    supabase: bool,
}

async fn compare_sides(run: &mut Run<'_>, from: &Side, to: &Side) -> Outcome<Done> {
    // Two databases can be compared without any migrations; a side `migrations` reads them again.
    let folder = run.folder().ok();
    let mut from = open_side(run, from).await?;
    let mut to = open_side(run, to).await?;
    let mut scope = drift::scope(run, folder.as_deref());
    if from.supabase || to.supabase {
        scope.managed.extend(profile::of(Provider::Supabase));
    }
    let (have, want) = try_join(capture_side(&mut from, &scope), capture_side(&mut to, &scope)).await?;
    let mut changes = diff(&have, &want, &drift::rules(run));
    if !changes.is_empty() {
        let scratch = match (to.scratch.take().or(from.scratch.take()), &folder) {
            (Some(database), _) => Some(database),
            (None, Some(folder)) => {
                let state = replay::state(run, folder, &folder.versions()).await?;
                state.ok().map(|state| state.connection.clone())
            }
            (None, None) => None,
        };
        if let Some(scratch) = scratch {
            changes = drift::confirmed(&scratch, changes, &have, &want).await?;
        }
    }
    let (from, to) = (from.label, to.label);
    let count = changes.len();
    let errors = drift::report_changes(run, &from, &to, None, changes, Cause::Unknown);
    let objects = want.objects.len();
    Ok(if errors > 0 {
        Done::failed(format!("{} between {from} and {to}", amount::count(count, "change")))
    } else if count > 0 {
        let differences = accepted::tally(run, &from, &to, count, "");
        Done::passed(format!("{differences} between {from} and {to}, none of which is an error"))
    } else {
        Done::passed(format!("{from} and {to} hold the same schema"))
            .proving(format!("{from} equals {to} in all {objects} objects"))
    })
}

async fn capture_side(side: &mut Opened, scope: &Scope) -> Outcome<Catalog> {
    Ok(capture(&mut side.session, scope).await?)
}

async fn open_side(run: &mut Run<'_>, side: &Side) -> Outcome<Opened> {
    // The identify step has a session open to every environment of the run already.
    if let Side::Environment(name) = side
        && let Some(index) = run.targets.iter().position(|target| target.environment.name == *name)
    {
        let session = run.targets.remove(index).session;
        return Ok(Opened { session, label: side.label(), scratch: None, supabase: false });
    }
    let (connection, tool) = database(run, side).await?;
    let scratch = match side {
        Side::Environment(_) | Side::Database(_) => None,
        Side::Migrations | Side::Directory(_) | Side::File(_) => Some(connection.clone()),
    };
    let supabase = tool == Some(Tool::Supabase);
    let session = db::connect(&connection, "lockstep compare", Access::Read).await?;
    Ok(Opened { session, label: side.label(), scratch, supabase })
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
            let folder = formats::open(&run.settings.root, Some(path), None)?;
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
            Failure::configuration(
                format!("{}:{}:{}: {error}", path.display(), statement.line, statement.column),
                "correct the file; it is loaded into an empty database",
            )
        })?;
    }
    session.close().await;
    Ok(connection)
}
