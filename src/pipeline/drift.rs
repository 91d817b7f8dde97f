//! Environments against their expected catalogs: what is read, what is compared, and by which rules.

use std::collections::BTreeSet;

use futures_util::future::join_all;

use crate::config::profile;
use crate::config::settings::{IgnoreRule, Level};
use crate::db::capture::capture;
use crate::db::fingerprint::fingerprint;
use crate::db::scope::Scope;
use crate::formats::Folder;
use crate::model::attribute::Attribute;
use crate::model::catalog::Catalog;
use crate::model::cause::{self, Subjects};
use crate::model::code::Code;
use crate::model::diff::{Change, Difference, Rules, diff};
use crate::model::effect::Effect;
use crate::model::finding::Finding;
use crate::model::history::{Standing, Tool};
use crate::model::object::{ObjectKind, Value};
use crate::model::profile::Profile;
use crate::model::provider::Provider;
use crate::model::sense::Weighed;

use super::failure::{Failure, Outcome};
use super::replay::State;
use super::run::Run;
use super::{changes, replay, spelling, target};

/// Where migration tools keep their books: never part of a schema that is compared.
const BOOKKEEPING_SCHEMAS: &[&str] =
    &["atlas_schema_revisions", "drizzle", "lockstep", "sqitch", "supabase_migrations"];
const BOOKKEEPING_TABLES: &[&str] = &[
    "_prisma_migrations",
    "_sqlx_migrations",
    "atlas_schema_revisions",
    "databasechangelog",
    "databasechangeloglock",
];

/// What belongs to the platforms of this run's environments, and what the user says does.
pub(crate) fn managed(run: &Run<'_>) -> Profile {
    let mut managed = run.settings.compare.managed.clone();
    let providers = run.environments.iter().map(|environment| target::provider(run, environment));
    for provider in providers.collect::<BTreeSet<_>>() {
        managed.extend(profile::of(provider));
    }
    managed
}

/// What to capture: the user's schemas without what platforms manage and without migration bookkeeping.
pub(crate) fn scope(run: &Run<'_>, folder: Option<&Folder>) -> Scope {
    let mut managed = managed(run);
    if folder.is_some_and(|folder| folder.tool == Tool::Supabase) {
        managed.extend(profile::of(Provider::Supabase));
    }
    let mut without_tables: Vec<(String, String)> = Vec::new();
    let mut only_contents_of = None;
    for schema in run.targets.iter().map(|target| target.schema.as_str()).chain(["public"]) {
        // Two databases can be compared without knowing their tool.
        without_tables.extend(BOOKKEEPING_TABLES.iter().map(|&table| (schema.to_owned(), table.to_owned())));
        if let Some(folder) = folder {
            let table = folder.history_table(schema);
            // A tool that does not follow the search path makes the schema together with the table.
            only_contents_of = (!folder.follows_search_path()).then(|| table.schema.clone());
            without_tables.push((table.schema, table.name));
        }
    }
    let without_schemas = BOOKKEEPING_SCHEMAS.iter().map(|schema| (*schema).to_owned()).collect();
    without_tables.sort();
    without_tables.dedup();
    Scope {
        schemas: run.settings.compare.schemas.clone(),
        without_schemas,
        managed,
        roles: run.settings.compare.roles.clone(),
        without_tables,
        only_contents_of: only_contents_of.filter(|schema| schema != "public"),
        dependencies: false,
    }
}

/// The user's compare settings as rules for the differ. An ignore rule holds until its day is over.
pub(crate) fn rules(run: &Run<'_>) -> Rules {
    let settings = run.settings;
    let mut skip_attributes = Vec::new();
    if settings.compare.owners == Level::Off {
        skip_attributes.push(Attribute::Owner);
    }
    let mut skip_kinds = Vec::new();
    if settings.compare.privileges == Level::Off {
        skip_attributes.push(Attribute::Privileges);
        skip_kinds.push(ObjectKind::DefaultPrivileges);
    }
    let holds = |rule: &&IgnoreRule| rule.until.as_deref().is_none_or(|until| until >= run.today());
    let ignore = settings.compare.ignore.iter().filter(holds);
    let ignore = ignore.map(|rule| (rule.kind, rule.name.clone())).collect();
    let dynamic_partitions = settings.compare.dynamic_partitions.clone();
    Rules { skip_attributes, skip_kinds, ignore, dynamic_partitions }
}

/// The same for the schema alone: what `CREATE DATABASE` decides is no migration's.
pub(crate) fn schema_rules(run: &Run<'_>) -> Rules {
    let mut rules = rules(run);
    rules.skip_kinds.push(ObjectKind::Database);
    rules
}

/// The same for a replay of the files against a database of that provider.
pub(crate) fn replay_rules(run: &Run<'_>, folder: &Folder, provider: Provider) -> Rules {
    let mut rules = schema_rules(run);
    if replay::on_supabase(run, folder.tool) && provider != Provider::Supabase {
        leave_out_supabase(&mut rules);
    }
    rules
}

/// What the platform grants, and what it publishes for migrations to add to, is in the replay; a
/// database elsewhere cannot have it.
pub(crate) fn leave_out_supabase(rules: &mut Rules) {
    rules.skip_attributes.push(Attribute::Privileges);
    rules.skip_kinds.push(ObjectKind::DefaultPrivileges);
    rules.ignore.push((Some(ObjectKind::Publication), "supabase_realtime".to_owned()));
}

/// Captures all targets at once; the fingerprints go into the report.
pub(crate) async fn capture_targets(run: &mut Run<'_>, folder: Option<&Folder>) -> Outcome<Vec<Catalog>> {
    let scope = scope(run, folder);
    let captured = join_all(run.targets.iter_mut().map(|target| {
        let scope = &scope;
        async move {
            capture(&mut target.session, scope)
                .await
                .map_err(|error| Failure::from(error).in_environment(&target.environment.name))
        }
    }))
    .await;
    let catalogs = captured.into_iter().collect::<Outcome<Vec<_>>>()?;
    for (index, catalog) in catalogs.iter().enumerate() {
        let name = run.targets[index].environment.name.clone();
        run.report.environment_mut(&name).fingerprint = Some(fingerprint(catalog, &schema_rules(run)));
        for what in &catalog.unreadable {
            let message = format!("{name}: {} could not be read: {}", what.what, what.reason);
            run.find(
                Finding::new(Code::CatalogUnreadable, message)
                    .with_help("connect with a role that may read it; nothing is concluded about it")
                    .in_environment(&name),
            );
        }
    }
    Ok(catalogs)
}

/// How often history and catalogs are read again because another run applies migrations meanwhile.
const READINGS: usize = 5;

/// The drift of every target, in their order. The inner error is a file that cannot be replayed.
///
/// History and catalog are two readings: another run (or the rest of a killed one, which the server
/// still carries out) may commit a migration between them, which would look like drift. So drift
/// counts only when the history says the same afterwards; else both are read again.
pub(crate) async fn find_drift(
    run: &mut Run<'_>,
    folder: &Folder,
    catalogs: &mut Vec<Catalog>,
) -> Outcome<replay::Replayed<Vec<Vec<Weighed>>>> {
    for _ in 1..READINGS {
        let drifts = match drift_of(run, folder, catalogs).await? {
            Ok(drifts) if drifts.iter().any(|changes| !changes.is_empty()) => drifts,
            other => return Ok(other),
        };
        if !histories_changed(run, folder).await? {
            return Ok(Ok(drifts));
        }
        *catalogs = capture_targets(run, Some(folder)).await?;
    }
    drift_of(run, folder, catalogs).await
}

/// Reads all histories again; whether one of them changed.
async fn histories_changed(run: &mut Run<'_>, folder: &Folder) -> Outcome<bool> {
    let mut changed = false;
    for target in &mut run.targets {
        if target::read_history_again(target, folder, run.settings).await? {
            changed = true;
            run.report.environment_mut(&target.environment.name).migrations =
                Some(target.standings.migrations.clone());
        }
    }
    Ok(changed)
}

async fn drift_of(
    run: &mut Run<'_>,
    folder: &Folder,
    catalogs: &mut [Catalog],
) -> Outcome<replay::Replayed<Vec<Vec<Weighed>>>> {
    if let Err(finding) = replay::replay_all(run, folder).await? {
        return Ok(Err(finding));
    }
    let mut all = Vec::new();
    for (index, catalog) in catalogs.iter_mut().enumerate() {
        let versions = replay::applied_versions(folder, &run.targets[index].standings);
        let expected = match replay::state(run, folder, &versions).await? {
            Ok(state) => state,
            Err(finding) => return Ok(Err(finding)),
        };
        let rules = replay_rules(run, folder, run.targets[index].server.provider);
        let mut changes = diff(catalog, &expected.catalog, &rules);
        if !changes.is_empty()
            && let Some(unsettled) = unsettled(run, folder, index, &expected).await?
        {
            changes.retain(|change| !unsettled.touches(change));
        }
        if changes.iter().any(|change| is_half_built(change, catalog))
            && let Ok(all) = replay::state(run, folder, &folder.versions()).await?
        {
            // A pending migration drops it and builds it anew.
            let pending = |change: &Change| all.catalog.objects.contains(&change.key);
            changes.retain(|change| !(is_half_built(change, catalog) && pending(change)));
        }
        let confirmed =
            spelling::confirmed(&expected.connection, changes, catalog, &expected.catalog).await?;
        let name = run.targets[index].environment.name.clone();
        if !confirmed.same.is_empty() {
            catalog.respell(&confirmed.same);
            let fingerprint = fingerprint(catalog, &schema_rules(run));
            run.report.environment_mut(&name).fingerprint = Some(fingerprint);
        }
        run.report.sketch(&name, "migrations", confirmed.changes.iter(), catalog, &expected.catalog);
        let mut weighed = changes::weighed(run.settings, confirmed.changes, catalog, &expected.catalog);
        if !weighed.is_empty() {
            let from_all = match replay::state(run, folder, &folder.versions()).await? {
                Ok(all) if all.versions != expected.versions => {
                    Some(Subjects::of(&diff(catalog, &all.catalog, &rules)))
                }
                _ => None,
            };
            let standings = &run.targets[index].standings;
            for weighed in &mut weighed {
                weighed.cause = cause::of_drift(&weighed.change, from_all.as_ref(), standings);
            }
        }
        all.push(weighed);
    }
    Ok(Ok(all))
}

/// An INVALID index that applied migrations do not make: what an interrupted or failed
/// `CREATE INDEX CONCURRENTLY` leaves.
fn is_half_built(change: &Change, catalog: &Catalog) -> bool {
    let valid = || catalog.value(&change.key, Attribute::Valid).and_then(Value::as_text);
    change.key.kind == ObjectKind::Index
        && matches!(change.difference, Difference::Extra { .. })
        && valid() == Some("false")
}

/// What the migrations of this target do that the history cannot place: an interrupted one, whose
/// journal tells how far it got, and a repeatable one, of which an earlier text ran. Whether their
/// objects are right is seen when they are applied.
async fn unsettled(
    run: &mut Run<'_>,
    folder: &Folder,
    index: usize,
    expected: &State,
) -> Outcome<Option<Effect>> {
    let target = &run.targets[index];
    let open = |version: &str| target.journal.iter().any(|entry| entry.version == version);
    let unsettled: Vec<&str> = target
        .standings
        .migrations
        .iter()
        .filter(|migration| migration.standing == Standing::Outdated || open(&migration.version))
        .filter(|migration| !migration.standing.is_applied())
        .map(|migration| migration.version.as_str())
        .collect();
    if unsettled.is_empty() {
        return Ok(None);
    }
    let with = folder
        .versions()
        .into_iter()
        .filter(|version| expected.versions.contains(version) || unsettled.contains(&version.as_str()));
    let with: Vec<String> = with.collect();
    let Ok(with) = replay::state(run, folder, &with).await? else { return Ok(None) };
    Ok(Some(Effect::of(diff(&expected.catalog, &with.catalog, &schema_rules(run)))))
}
