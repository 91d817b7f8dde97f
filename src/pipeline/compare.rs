//! Step: two catalogs. In `compare` the two sides the user names; in `apply` and `deploy` the drift
//! gate: every environment against its expected catalog.

use futures_util::future::try_join;

use crate::backup;
use crate::config::profile;
use crate::config::settings::Environment;
use crate::config::side::Side;
use crate::config::task::Task;
use crate::db::capture::capture;
use crate::db::fingerprint::fingerprint;
use crate::db::scope::Scope;
use crate::db::{self, Access, Session};
use crate::formats::{self, Folder};
use crate::model::amount;
use crate::model::catalog::Catalog;
use crate::model::cause::{Between, Subjects};
use crate::model::connection::Connection;
use crate::model::diff::{Rules, diff};
use crate::model::exit::Exit;
use crate::model::history::{Source, Tool};
use crate::model::provider::Provider;
use crate::model::report::Cause;
use crate::model::sense::Weighed;
use crate::sql::split::split;

use super::failure::{Failure, Outcome};
use super::run::{Done, Run};
use super::target::Target;
use super::{accepted, changes, drift, gate, replay, spelling, target};

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
        let errors = changes::report_drift(run, &name, changes);
        done = done.counting("objects", catalogs[index].size());
        total += errors;
        let count = catalogs[index].size();
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
    side: Side,
    /// The scratch database that holds it, when it is a replay.
    scratch: Option<Connection>,
    /// On the Supabase platform, or a replay on its stand-ins.
    supabase: bool,
}

async fn compare_sides(run: &mut Run<'_>, from: &Side, to: &Side) -> Outcome<Done> {
    // Two databases can be compared without any migrations; a side `migrations` reads them again.
    let folder = run.folder().ok();
    let from = open_side(run, from).await?;
    let to = open_side(run, to).await?;
    let mut scope = drift::scope(run, folder.as_deref());
    if from.supabase || to.supabase {
        scope.managed.extend(profile::of(Provider::Supabase));
    }
    let ((mut from, have), (mut to, want)) =
        try_join(capture_side(from, &scope), capture_side(to, &scope)).await?;
    let replayed = from.scratch.is_some() || to.scratch.is_some();
    let mut rules = if replayed { drift::schema_rules(run) } else { drift::rules(run) };
    if from.supabase != to.supabase {
        drift::leave_out_supabase(&mut rules);
    }
    let mut changes = diff(&have, &want, &rules);
    if spelling::is_open(&changes) {
        let known = to.scratch.take().or(from.scratch.take());
        if let Some(scratch) = spelling::database(run, known, folder.as_deref(), &want, &changes).await? {
            changes = spelling::confirmed(&scratch, changes, &have, &want).await?.changes;
        }
    }
    let (from_label, to_label) = (from.side.label(), to.side.label());
    run.report.sketch(&from_label, &to_label, changes.iter(), &have, &want);
    let mut changes = changes::weighed(run.settings, changes, &have, &want);
    if let Some(folder) = &folder
        && !changes.is_empty()
    {
        explain(run, folder, (&from.side, &have), (&to.side, &want), &rules, &mut changes).await?;
    }
    let pending = changes.iter().filter(|weighed| weighed.cause == Cause::Pending).count();
    let (from, to) = (from_label, to_label);
    let count = changes.len();
    let errors = changes::report(run, &from, &to, None, changes);
    let objects = want.size();
    Ok(if errors > 0 {
        let explained = match pending {
            0 => String::new(),
            pending => format!(", {pending} by pending migrations"),
        };
        Done::failed(format!("{} between {from} and {to}{explained}", amount::count(count, "change")))
    } else if count > 0 {
        let differences = accepted::tally(run, &from, &to, count, "");
        Done::passed(format!("{differences} between {from} and {to}, none of which is an error"))
    } else {
        Done::passed(format!("{from} and {to} hold the same schema")).proving(format!(
            "{from} equals {to} in all {objects} objects, fingerprint {}",
            fingerprint(&want, &rules)
        ))
    })
}

/// Says which changes pending migrations make: those that what the files make explains on both
/// sides. Histories are read only now, because most comparisons find nothing.
async fn explain(
    run: &mut Run<'_>,
    folder: &Folder,
    (from, have): (&Side, &Catalog),
    (to, want): (&Side, &Catalog),
    rules: &Rules,
    changes: &mut [Weighed],
) -> Outcome<()> {
    let mut histories = Vec::new();
    let mut states = Vec::new();
    for side in [from, to] {
        let versions = match side {
            Side::Migrations => folder.versions(),
            Side::Environment(name) => {
                let environment = gate::named(run.settings, name)?;
                let target = target::open(environment, Some(folder), run.settings, run.task.mode()).await?;
                target.session.close().await;
                if !target.standings.tracked {
                    return Ok(());
                }
                let versions = replay::applied_versions(folder, &target.standings);
                histories.push(target.standings);
                versions
            }
            Side::Database(_) | Side::Directory(_) | Side::File(_) => return Ok(()),
        };
        let Ok(state) = replay::state(run, folder, &versions).await? else { return Ok(()) };
        states.push(state);
    }
    let [made_from, made_to] = &states[..] else { return Ok(()) };
    let subjects = |is: &Catalog, wanted: &Catalog| Subjects::of(&diff(is, wanted, rules));
    let between = Between {
        states: subjects(&made_from.catalog, &made_to.catalog),
        from: subjects(have, &made_from.catalog),
        to: subjects(want, &made_to.catalog),
    };
    for weighed in changes {
        weighed.cause = between.of(&weighed.change, &histories);
    }
    Ok(())
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
            Failure::configuration(
                format!("{}:{}:{}: {error}", path.display(), statement.line, statement.column),
                "correct the file; it is loaded into an empty database",
            )
        })?;
    }
    session.close().await;
    Ok(connection)
}
