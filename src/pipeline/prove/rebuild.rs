//! A side built again on scratch, from nothing but what is known of it: by the planner itself, else
//! from a dump of its schema.

use std::collections::HashSet;

use crate::backup;
use crate::db::capture::capture;
use crate::db::session::Answer;
use crate::db::{self, Access, Session};
use crate::model::attribute::Attribute;
use crate::model::catalog::Catalog;
use crate::model::connection::Connection;
use crate::model::diff::{Change, Difference, Rules, diff};
use crate::model::history::Tool;
use crate::model::object::{Object, ObjectKind, Value};
use crate::model::quote::{quote_literal, quote_name, quote_path, quote_qualified};
use crate::plan::{Options, plan};
use crate::scratch::{extensions, roles};
use crate::sql::split::split;

use crate::pipeline::failure::Outcome;
use crate::pipeline::run::Run;
use crate::pipeline::{backup::tools, plan_script, replay, spelling};

/// Statements per message. More would hold more locks than a server has room for.
const BATCH: usize = 200;

/// A side, and what has to be known to build it again.
pub(crate) struct Original {
    pub(crate) catalog: Catalog,
    pub(crate) scope: db::scope::Scope,
    pub(crate) rules: Rules,
    pub(crate) options: Options,
    pub(crate) connection: Connection,
    /// The scratch database that holds it already.
    pub(crate) scratch: Option<Connection>,
    /// What its databases stand on.
    pub(crate) tool: Tool,
}

/// A scratch database that holds a side.
pub(crate) struct Copy {
    pub(crate) connection: Connection,
    /// Extensions that scratch has in another version.
    pub(crate) versions: HashSet<String>,
}

/// What could not be built again, each a line. Never empty.
pub(crate) type Unbuilt = Vec<String>;

/// A copy of the side's schema whose catalog is the side's; without one, why.
pub(crate) async fn rebuilt(run: &mut Run<'_>, original: &Original) -> Outcome<Result<Copy, Unbuilt>> {
    if let Some(known) = &original.scratch {
        let connection = replay::scratch(run).await?.copy_database(known).await?;
        return Ok(Ok(Copy { connection, versions: HashSet::new() }));
    }
    let reasons = match planned(run, original).await? {
        Ok(copy) => return Ok(Ok(copy)),
        Err(reasons) => reasons,
    };
    tracing::debug!(?reasons, "the planner cannot build the side again; trying its dump");
    Ok(dumped(run, original).await?.map_err(|more| if more.is_empty() { reasons } else { more }))
}

/// An empty database with what the side finds there, and what it contains.
async fn empty(run: &mut Run<'_>, original: &Original) -> Outcome<(Session, Catalog)> {
    let connection = replay::empty_database(run, original.tool).await?;
    let mut session = db::connect(&connection, "lockstep proof", Access::Write).await?;
    let mut before = String::new();
    if let Some(schema) = &original.scope.only_contents_of {
        before.push_str(&format!("CREATE SCHEMA IF NOT EXISTS {};", quote_name(schema)));
    }
    let available = available(&mut session).await?;
    let extensions =
        original.catalog.objects.iter().filter(|object| object.key.kind == ObjectKind::Extension);
    for extension in extensions.filter(|one| !available.iter().any(|(name, _)| **name == *one.key.name)) {
        before.push_str(&extensions::stand_in(&extension.key.name).unwrap_or_default());
    }
    session.run(&before).await?;
    let catalog = capture(&mut session, &original.scope).await?;
    Ok((session, catalog))
}

/// The extensions that scratch has, with their versions.
async fn available(session: &mut Session) -> Outcome<HashSet<(String, String)>> {
    let rows = session.fetch("SELECT name, version FROM pg_catalog.pg_available_extension_versions").await?;
    let pair = |row: Vec<Option<String>>| {
        let mut row = row.into_iter();
        Some((row.next()??, row.next()??))
    };
    Ok(rows.into_iter().filter_map(pair).collect())
}

async fn planned(run: &mut Run<'_>, original: &Original) -> Outcome<Result<Copy, Unbuilt>> {
    let (mut session, nothing) = empty(run, original).await?;
    let available = available(&mut session).await?;
    let mut wanted = with_available_versions(&original.catalog, &available);
    let invalid = validated(&mut wanted);
    let options = Options { online: false, ..original.options.clone() };
    let script = plan(&nothing, &wanted, &original.rules, &options);
    if !script.unsupported.is_empty() {
        let told = script.unsupported.iter().map(|one| format!("{}: {}", one.object, one.reason));
        return Ok(Err(told.collect()));
    }
    session.run(plan_script::SETTINGS).await?;
    for group in &script.groups {
        let size = if group.transactional { BATCH } else { 1 };
        for batch in group.statements.chunks(size) {
            let texts: Vec<&str> = batch.iter().map(|statement| statement.sql.as_str()).collect();
            if let Err((at, reason)) = run_with_roles(&mut session, &texts).await? {
                return Ok(Err(vec![format!("{}: {reason}", batch[at].object)]));
            }
        }
    }
    if !invalid.is_empty() {
        let names: Vec<String> =
            invalid.iter().map(|name| format!("{}::pg_catalog.regclass", quote_literal(name))).collect();
        let unset = format!(
            "UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid IN ({})",
            names.join(", ")
        );
        if let Err(error) = session.run(&unset).await {
            tracing::debug!(%error, "an index cannot be made INVALID on scratch");
        }
    }
    compared(original, session).await
}

/// Takes indexes that a failed build left for good ones: nobody can make one on purpose. Their names, for
/// what says afterwards that they are not.
fn validated(catalog: &mut Catalog) -> Vec<String> {
    let mut invalid = Vec::new();
    catalog.objects = std::mem::take(&mut catalog.objects).map(|mut object| {
        if object.key.kind == ObjectKind::Index && object.attributes.text(Attribute::Valid) == Some("false") {
            invalid.push(quote_qualified(&object.key.schema, &object.key.name));
            object.attributes.insert(Attribute::Valid, Value::from("true"));
        }
        object
    });
    invalid
}

/// A dump of the side, where PostgreSQL's tools are at hand. No reasons = there are none.
async fn dumped(run: &mut Run<'_>, original: &Original) -> Outcome<Result<Copy, Unbuilt>> {
    let Ok(tools) = tools(original.catalog.server_major) else { return Ok(Err(Vec::new())) };
    let scope = &original.scope;
    let schemas = [scope.managed.schemas.clone(), scope.without_schemas.clone()].concat();
    let cancel = run.surroundings.cancel.clone();
    let dump = match backup::schema_sql(
        &original.connection,
        &tools,
        &schemas,
        &scope.without_tables,
        &cancel,
    )
    .await
    {
        Ok(dump) => dump,
        Err(error) => {
            tracing::debug!(%error, "the side cannot be dumped");
            return Ok(Err(Vec::new()));
        }
    };
    let (mut session, _) = empty(run, original).await?;
    let statements = split(&dump);
    let texts: Vec<&str> = statements.iter().map(|statement| statement.text).collect();
    // A dump is silent about schema public as initdb makes it.
    let has_public = original.catalog.objects.iter().any(|object| &*object.key.path() == "public");
    if !has_public || texts.iter().any(|text| text.ends_with("CREATE SCHEMA \"public\"")) {
        session.run("DROP SCHEMA IF EXISTS public").await?;
    }
    for batch in texts.chunks(BATCH) {
        if let Err((at, reason)) = run_with_roles(&mut session, batch).await? {
            let line = batch[at].lines().find(|line| !line.starts_with("--")).unwrap_or_default();
            return Ok(Err(vec![format!("{line} …: {reason}")]));
        }
    }
    session.run("RESET ALL").await?;
    compared(original, session).await
}

/// Runs statements as one message; a role that scratch lacks is created, and the message sent again.
/// The number of the statement that failed, and what the server said.
async fn run_with_roles(session: &mut Session, texts: &[&str]) -> Outcome<Result<(), (usize, String)>> {
    let message = texts.join(";\n");
    let mut created = HashSet::new();
    loop {
        let mut completed = 0;
        let count = |answer: Answer<'_>| completed += usize::from(matches!(answer, Answer::Completed { .. }));
        let Err(error) = session.message(&message, count).await else { return Ok(Ok(())) };
        let Some(server) = error.server() else { return Err(error.into()) };
        match roles::missing_role(server).filter(|role| created.insert(role.clone())) {
            Some(role) => roles::create_roles(session, &[role]).await?,
            None => return Ok(Err((completed.min(texts.len().saturating_sub(1)), server.to_string()))),
        }
    }
}

/// Whether the database holds what it is a copy of.
async fn compared(original: &Original, mut session: Session) -> Outcome<Result<Copy, Unbuilt>> {
    mark_invalid(&mut session, &original.catalog).await?;
    let built = capture(&mut session, &original.scope).await?;
    let connection = session.connection().clone();
    session.close().await;
    let changes = diff(&built, &original.catalog, &original.rules);
    let changes = spelling::confirmed(&connection, changes, &built, &original.catalog).await?.changes;
    let (versions, left): (Vec<Change>, Vec<Change>) = changes.into_iter().partition(is_extension_version);
    if left.is_empty() {
        let versions = versions.iter().map(|change| change.key.name.to_string()).collect();
        return Ok(Ok(Copy { connection, versions }));
    }
    Ok(Err(left.iter().map(ToString::to_string).collect()))
}

/// Scratch has the extensions that are installed there, in the versions they have there.
pub(crate) fn is_extension_version(change: &Change) -> bool {
    change.key.kind == ObjectKind::Extension
        && matches!(change.difference, Difference::Differs { attribute: Attribute::Version, .. })
}

fn with_available_versions(catalog: &Catalog, available: &HashSet<(String, String)>) -> Catalog {
    let mut catalog = catalog.clone();
    catalog.objects = catalog.objects.map(|mut object: Object| {
        let version = object.attributes.text(Attribute::Version).map(str::to_owned);
        if object.key.kind == ObjectKind::Extension
            && let Some(version) = version
            && !available.contains(&(object.key.name.to_string(), version))
        {
            object.attributes.remove(Attribute::Version);
        }
        object
    });
    catalog
}

/// An index whose building failed cannot be built as such.
async fn mark_invalid(session: &mut Session, catalog: &Catalog) -> Outcome<()> {
    let invalid = catalog.objects.iter().filter(|object| {
        object.key.kind == ObjectKind::Index
            && object.attributes.get(Attribute::Valid) == Some(&Value::from("false"))
    });
    for index in invalid {
        let name = quote_literal(&quote_path(&index.key.schema, &index.key.name));
        let sql = format!(
            "UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = pg_catalog.to_regclass({name})"
        );
        if let Err(error) = session.run(&sql).await {
            tracing::debug!(%error, "an index cannot be marked as invalid");
        }
    }
    Ok(())
}
