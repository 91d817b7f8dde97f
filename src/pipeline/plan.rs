//! Step: the SQL that turns one side into the other, with its hazards counted on the side that is.

use sha2::{Digest as _, Sha256};

use crate::config::settings::Level;
use crate::config::side::Side;
use crate::config::task::Task;
use crate::db::Session;
use crate::db::fingerprint::fingerprint;
use crate::model::amount::count;
use crate::model::attribute::Attribute;
use crate::model::catalog::Catalog;
use crate::model::code::Code;
use crate::model::diff::{Rules, diff};
use crate::model::finding::Finding;
use crate::model::history::Tool;
use crate::model::object::ObjectKind;
use crate::model::plan::Plan;
use crate::model::renaming::Found;
use crate::model::report::{Purpose, ReportedPlan};
use crate::plan::{Options, plan};

use super::failure::{Failure, Outcome};
use super::prove::Original;
use super::run::{Done, Run};
use super::side::{self, Both};
use super::{allowed, renames, spelling};

/// A plan with what it was made from, for the steps behind it.
pub(crate) struct Planned {
    pub(crate) plan: Plan,
    /// The side that is, and how to build it again.
    pub(crate) original: Original,
    pub(crate) want: Catalog,
    /// What it begins with.
    pub(crate) renames: Vec<Found>,
    /// The fingerprint of the side that is, as it was read.
    pub(crate) seen: String,
}

pub(crate) async fn run(run: &mut Run<'_>) -> Outcome<Done> {
    let (from, to) = sides(run)?;
    let folder = run.folder().ok();
    let Both { mut from, to, have, want, rules, scope } =
        side::both(run, &from, &to, folder.as_deref(), true).await?;
    let mut original = Original {
        catalog: have,
        scope,
        rules: plan_rules(run, rules),
        options: options(run),
        connection: from.session.connection().clone(),
        // Nothing can be copied that a session is open to.
        scratch: None,
        tool: if from.supabase || to.supabase { Tool::Supabase } else { Tool::Plain },
    };
    let seen = fingerprint(&original.catalog, &original.rules);
    let (from_label, to_label) = (from.side.label(), to.side.label());
    let mut renames = renames::done(run, (&from_label, &to.side), &original, &want).await?;
    original.scratch.clone_from(&from.scratch);
    let rules = &original.rules;
    // Without renames, the plan is for the side as it is.
    let mut have = renames.have.take().unwrap_or_else(|| original.catalog.clone());
    let mut changes = diff(&have, &want, rules);
    if spelling::is_open(&changes) {
        let known = to.scratch.clone().or(from.scratch.clone());
        if let Some(scratch) = spelling::database(run, known, folder.as_deref(), &want, &changes).await? {
            let confirmed = spelling::confirmed(&scratch, changes, &have, &want).await?;
            have.respell(&confirmed.same);
            original.catalog.respell(&confirmed.same);
            changes = confirmed.changes;
        }
    }
    let rules = &original.rules;
    let plan = plan(&have, &want, rules, &original.options);
    let mut plan = named(plan, (&from_label, &original.catalog), (&to_label, &want), rules);
    renames.lead(&mut plan);
    renames::suggested(&mut plan, &changes, &have, &want);
    count_hazards(&mut from.session, &mut plan).await;
    allowed::mark(run, &mut plan);
    from.session.close().await;
    to.session.close().await;
    let statements = plan.statements().count();
    let summary = match (statements, plan.unsupported.len()) {
        (0, 0) => format!("{} is as {} wants it: nothing to do", plan.sides.0, plan.sides.1),
        (_, 0) => format!("{} turn {} into {}", count(statements, "statement"), plan.sides.0, plan.sides.1),
        (_, unsupported) => format!("{} cannot be planned", count(unsupported, "difference")),
    };
    let hash = hash(&plan);
    run.report.plans.retain(|known| known.purpose != Purpose::Asked);
    run.report.plans.push(ReportedPlan { purpose: Purpose::Asked, plan: plan.clone(), hash, proved: None });
    tell_unsupported(run, &plan);
    allowed::check(run, &plan)?;
    run.planned = Some(Planned { plan, original, want, seen, renames: renames.found });
    Ok(Done::passed(summary).counting("statements", statements))
}

/// One finding for each difference that the plan does not settle; a run that would carry it out refuses by itself.
fn tell_unsupported(run: &mut Run<'_>, plan: &Plan) {
    if matches!(run.task, Task::SyncSchema { .. }) {
        return;
    }
    for one in &plan.unsupported {
        let message = format!("{}: {}", one.object, one.reason);
        run.find(
            Finding::new(Code::PlanUnsupported, message)
                .about(&one.object)
                .with_help("do it by hand on one of the sides, and run the same command again"),
        );
    }
}

/// The sides of the plan: what is, the last environment, and what is wanted, the first.
pub(crate) fn sides(run: &Run<'_>) -> Outcome<(Side, Side)> {
    let environments = &run.settings.environments;
    let named = |environment: Option<&crate::config::settings::Environment>| {
        environment.map(|environment| Side::Environment(environment.name.clone()))
    };
    let missing = || {
        Failure::configuration(
            "there are no two sides to plan between",
            "name both: lockstep plan --from SIDE --to SIDE, from what is to what is wanted",
        )
    };
    let from = run.sides.from.clone().or_else(|| named(environments.last())).ok_or_else(missing)?;
    let to = run.sides.to.clone().or_else(|| named(environments.first())).ok_or_else(missing)?;
    if from == to {
        return Err(missing());
    }
    Ok((from, to))
}

/// A plan leaves alone what cannot be changed (the order of columns), what belongs to the environment (the
/// database itself), and owners unless they have to be the same.
pub(crate) fn plan_rules(run: &Run<'_>, mut rules: Rules) -> Rules {
    rules.skip_attributes.push(Attribute::Position);
    rules.skip_kinds.push(ObjectKind::Database);
    if run.settings.compare.owners != Level::Enforce {
        rules.skip_attributes.push(Attribute::Owner);
    }
    rules
}

/// How the plans of this run are.
pub(crate) fn options(run: &Run<'_>) -> Options {
    let offline =
        matches!(run.task, Task::Plan { offline: true, .. } | Task::SyncSchema { offline: true, .. });
    Options {
        online: !offline,
        owners: run.settings.compare.owners == Level::Enforce,
        privileges: run.settings.compare.privileges != Level::Off,
    }
}

/// Says where columns are in another order: PostgreSQL can only add them at the end.
fn note_column_order(plan: &mut Plan, have: &Catalog, want: &Catalog, rules: &Rules) {
    let mut rules = rules.clone();
    rules.skip_attributes.retain(|attribute| *attribute != Attribute::Position);
    let moved = diff(have, want, &rules);
    let mut tables: Vec<String> = moved
        .iter()
        .filter(|change| change.to_string().ends_with(": position"))
        .map(|change| format!("{}.{}", change.key.schema, change.key.parent.as_deref().unwrap_or_default()))
        .collect();
    tables.dedup();
    plan.notes.extend(tables.into_iter().map(|table| {
        format!("the columns of {table} stay in another order: PostgreSQL adds columns at the end only")
    }));
}

/// Asks the side that is how many rows each hazard is about. What may not be read stays uncounted.
async fn count_hazards(session: &mut Session, plan: &mut Plan) {
    let statements = plan.groups.iter_mut().flat_map(|group| &mut group.statements);
    for counted in statements.flat_map(|one| &mut one.hazards).filter_map(|hazard| hazard.count.as_mut()) {
        match session.one(&counted.sql).await {
            Ok(number) => counted.found = number.parse().ok(),
            Err(error) => tracing::debug!(%error, "a hazard is not counted"),
        }
    }
}

/// The plan with what it is between, which the planner leaves to be filled in.
pub(crate) fn named(
    mut plan: Plan,
    (from, have): (&str, &Catalog),
    (to, want): (&str, &Catalog),
    rules: &Rules,
) -> Plan {
    plan.sides = (from.to_owned(), to.to_owned());
    plan.from = fingerprint(have, rules);
    plan.to = fingerprint(want, rules);
    note_column_order(&mut plan, have, want, rules);
    plan
}

/// What stands for a plan: its statements in their groups, and both fingerprints.
pub(crate) fn hash(plan: &Plan) -> String {
    let mut hash = Sha256::new();
    for text in [&plan.from, &plan.to] {
        hash.update(text.as_bytes());
    }
    for group in &plan.groups {
        hash.update([0, u8::from(group.transactional)]);
        for statement in &group.statements {
            hash.update((statement.sql.len() as u64).to_le_bytes());
            hash.update(statement.sql.as_bytes());
        }
    }
    format!("sha256:{:x}", hash.finalize())
}
