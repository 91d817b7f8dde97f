//! Renames in a plan: done on a copy of the side that is, so that the rest of the plan is made from a
//! catalog in which they are done.

use crate::config::side::Side;
use crate::db::capture::capture;
use crate::db::{self, Access};
use crate::formats;
use crate::model::attribute::Attribute;
use crate::model::catalog::Catalog;
use crate::model::diff::{Change, Difference};
use crate::model::history::Source;
use crate::model::lock_mode::{Lock, LockMode, Work};
use crate::model::object::{Object, ObjectKind};
use crate::model::place::Place;
use crate::model::plan::{Group, Plan, Statement};
use crate::model::rename::suggest;
use crate::model::renaming::{Found, Origin, Renamed, Renaming, settle};
use crate::sql::renames::renames;

use super::allowed::quoted;
use super::failure::Outcome;
use super::prove::{Original, not_rebuilt, rebuilt};
use super::run::Run;

/// What the plan begins with.
#[derive(Default)]
pub(super) struct Renames {
    pub(super) found: Vec<Found>,
    /// The side as it is after them; `None` without any.
    pub(super) have: Option<Catalog>,
    group: Option<Group>,
    notes: Vec<String>,
}

impl Renames {
    /// Puts them before everything else.
    pub(super) fn lead(&mut self, plan: &mut Plan) {
        if let Some(group) = self.group.take() {
            plan.groups.insert(0, group);
        }
        plan.notes.append(&mut self.notes);
    }
}

/// The renames of the settings and of the wanted migrations, done on a copy.
pub(super) async fn done(
    run: &mut Run<'_>,
    (side, to): (&str, &Side),
    original: &Original,
    want: &Catalog,
) -> Outcome<Renames> {
    let mut result = Renames::default();
    let named = named(run, to, &mut result.notes)?;
    let (found, left) = settle(&named, &original.catalog, want);
    for (renaming, reason) in left {
        // Migrations keep their comments for ever.
        if renaming.origin == Origin::Settings {
            result.notes.push(format!("not renamed: {}: {reason}", renaming.shown()));
        }
    }
    if found.is_empty() {
        return Ok(result);
    }
    let copy = match rebuilt(run, original).await? {
        Ok(copy) => copy,
        Err(reasons) => {
            run.find(not_rebuilt(side, &reasons));
            let names = found.iter().map(|one| format!("not renamed: {}", one.key));
            result.notes.extend(names);
            return Ok(result);
        }
    };
    let statements: Vec<Statement> = found.iter().map(|one| statement(one, original)).collect();
    let mut session = db::connect(&copy.connection, "lockstep renames", Access::Write).await?;
    let texts: Vec<&str> = statements.iter().map(|statement| statement.sql.as_str()).collect();
    session.run(&texts.join(";\n")).await?;
    let mut have = capture(&mut session, &original.scope).await?;
    session.close().await;
    keep_versions(&mut have, &original.catalog);
    for one in &found {
        result.notes.push(format!(
            "{} is renamed to {}: what still says the old name fails from then on",
            one.key, one.to
        ));
    }
    result.have = Some(have);
    result.group = Some(Group { transactional: true, statements });
    result.found = found;
    Ok(result)
}

/// What the settings say, and what comments say in the migrations that the plan is to follow.
fn named(run: &mut Run<'_>, to: &Side, notes: &mut Vec<String>) -> Outcome<Vec<Renaming>> {
    let mut named = run.settings.renames.clone();
    let folder = match to {
        Side::Migrations => run.folder()?,
        Side::Directory(path) => {
            let source = Source { path: Some(path.clone()), format: None, ..run.settings.migrations.clone() };
            formats::open(&run.settings.root, &source)?.into()
        }
        Side::Environment(_) | Side::Database(_) | Side::File(_) => return Ok(named),
    };
    for migration in &folder.migrations {
        for said in renames(&migration.text) {
            let place = |line| Place::line(migration.file.clone(), line);
            let unread = match said {
                Ok(said) => match Renamed::WORDS.iter().find(|(word, _)| *word == said.kind) {
                    Some((_, what)) => {
                        let origin = Origin::Migration(place(said.line));
                        named.push(Renaming {
                            what: *what,
                            from: said.from.to_owned(),
                            to: said.to.to_owned(),
                            origin,
                        });
                        continue;
                    }
                    None => said.line,
                },
                Err(line) => line,
            };
            let known: Vec<&str> = Renamed::WORDS.iter().map(|(word, _)| *word).collect();
            notes.push(format!(
                "{}: not a rename: write -- lockstep:rename KIND PATH to NAME, with KIND one of {}",
                place(unread),
                known.join(", ")
            ));
        }
    }
    Ok(named)
}

/// PostgreSQL changes the catalog alone. Nobody has to allow it again: it was asked for by name.
fn statement(one: &Found, original: &Original) -> Statement {
    let lock = |table| Lock { table, mode: LockMode::AccessExclusive };
    Statement {
        sql: one.sql(&original.catalog),
        object: one.key.clone(),
        why: format!("{} {} is called {}", one.what.as_str(), one.key.path(), one.to),
        locks: one.table(&original.catalog).map(lock).into_iter().collect(),
        work: Work::Catalog,
        hazards: Vec::new(),
    }
}

/// Scratch may have an extension in another version than the side, which a rename does not change.
fn keep_versions(catalog: &mut Catalog, original: &Catalog) {
    let objects = std::mem::take(&mut catalog.objects);
    catalog.objects = objects.map(|mut object: Object| {
        if object.key.kind == ObjectKind::Extension
            && let Some(version) = original.value(&object.key, Attribute::Version)
        {
            object.attributes.insert(Attribute::Version, version.clone());
        }
        object
    });
}

/// Says what may be a rename among what the plan drops and makes.
pub(super) fn suggested(plan: &mut Plan, changes: &[Change], have: &Catalog, want: &Catalog) {
    let pairs = suggest(changes, have, want);
    let missing = changes.iter().filter(|change| matches!(change.difference, Difference::Missing { .. }));
    for (wanted, had) in missing.filter_map(|change| pairs.get_key_value(&change.key)) {
        let kind = Renamed::Object(wanted.kind).as_str();
        if kind.is_empty() {
            continue;
        }
        let name = wanted.name.split_once('(').map_or(&*wanted.name, |(name, _)| name);
        plan.notes.push(format!(
            "{wanted} may be {} under a new name, which keeps what is in it; if it is, add to lockstep.yml under \
             `renames:` the line - {{kind: {kind}, from: {}, to: {}}}",
            had.path(),
            quoted(&had.path()),
            quoted(name)
        ));
    }
}
