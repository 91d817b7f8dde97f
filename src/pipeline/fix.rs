//! What drift needs: the migration that makes it part of the files, and what takes it back. Both come from
//! the two catalogs that the drift was found between; nothing of it is tried or run.

use std::collections::HashSet;

use crate::db::capture::{Scope, capture};
use crate::db::{self, Access, Session};
use crate::formats::Folder;
use crate::model::catalog::Catalog;
use crate::model::diff::{Rules, diff};
use crate::model::object::ObjectKey;
use crate::model::plan::Plan;
use crate::model::report::{Purpose, ReportedPlan};
use crate::plan::{Options, plan};

use super::accepted::MIGRATIONS;
use super::failure::Outcome;
use super::plan::{hash, named, options, plan_rules};
use super::run::Run;
use super::{drift, replay};

/// Plans for the drift of a target, where there is any: `errors` of its differences are errors. They are in
/// the report in place of what an earlier look left.
pub(crate) async fn plan_or_forget(
    run: &mut Run<'_>,
    folder: &Folder,
    index: usize,
    catalog: &Catalog,
    errors: usize,
) {
    let name = run.targets[index].environment.name.clone();
    run.report.plans.retain(|known| match &known.purpose {
        Purpose::Asked => true,
        Purpose::Adopt { environment } | Purpose::Revert { environment } => *environment != name,
    });
    if errors > 0
        && let Err(failure) = plan_both_ways(run, folder, index, catalog).await
    {
        // What was found is worth telling without it.
        tracing::warn!("{name}: its drift is not planned: {}", failure.finding.message);
    }
}

/// What depends on what is read only now, with a second look at both sides: most runs find no drift.
async fn plan_both_ways(run: &mut Run<'_>, folder: &Folder, index: usize, catalog: &Catalog) -> Outcome<()> {
    let name = run.targets[index].environment.name.clone();
    let versions = replay::applied_versions(folder, &run.targets[index].standings);
    let Ok(expected) = replay::state(run, folder, &versions).await? else { return Ok(()) };
    let rules = drift::replay_rules(run, folder, run.targets[index].server.provider);
    let rules = plan_rules(run, but_settled(run, &name, catalog, &expected.catalog, rules));
    let scope = Scope { dependencies: true, ..drift::scope(run, Some(folder)) };
    let have = with_dependencies(&mut run.targets[index].session, catalog, &scope).await?;
    let mut session = db::connect(&expected.connection, "lockstep plan", Access::Read).await?;
    let want = with_dependencies(&mut session, &expected.catalog, &scope).await?;
    session.close().await;
    let is = Named { name: &name, catalog: &have };
    let wanted = Named { name: MIGRATIONS, catalog: &want };
    // A migration file is one transaction in most tools, and what it makes is here already.
    let adopting = Options { online: false, ..options(run) };
    let adopt = Purpose::Adopt { environment: name.clone() };
    let revert = Purpose::Revert { environment: name.clone() };
    for (purpose, from, to, options) in
        [(adopt, &wanted, &is, adopting), (revert, &is, &wanted, options(run))]
    {
        let plan = between(from, to, &rules, &options);
        if !plan.is_empty() {
            let hash = hash(&plan);
            run.report.plans.push(ReportedPlan { purpose, plan, hash, proved: None });
        }
    }
    Ok(())
}

struct Named<'a> {
    name: &'a str,
    catalog: &'a Catalog,
}

fn between(from: &Named<'_>, to: &Named<'_>, rules: &Rules, options: &Options) -> Plan {
    let plan = plan(from.catalog, to.catalog, rules, options);
    named(plan, (from.name, from.catalog), (to.name, to.catalog), rules)
}

/// The same catalog with what depends on what. The objects stay those that were compared.
async fn with_dependencies(session: &mut Session, catalog: &Catalog, scope: &Scope) -> Outcome<Catalog> {
    let dependencies = capture(session, scope).await?.dependencies;
    Ok(Catalog { dependencies, ..catalog.clone() })
}

/// Differences that are no drift: what interrupted and repeatable migrations do, and what they leave behind.
fn but_settled(run: &Run<'_>, name: &str, have: &Catalog, want: &Catalog, mut rules: Rules) -> Rules {
    let told = run.report.changes.iter().filter(|known| known.from == name && known.to == MIGRATIONS);
    let told: HashSet<&ObjectKey> = told.map(|known| &known.change.key).collect();
    let changes = diff(have, want, &rules);
    let settled = changes.into_iter().map(|change| change.key).filter(|key| !told.contains(key));
    let settled: Vec<_> = settled.map(|key| (Some(key.kind), key.path())).collect();
    rules.ignore.extend(settled);
    rules
}
