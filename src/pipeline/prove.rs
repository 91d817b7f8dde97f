//! Step: the plan on a copy, and whether it does what it says.
//!
//! The copy is a scratch database with the schema of the side that is and a row or two in every table.
//! After the plan it must be the wanted schema, and rows and values must be there still, but for those
//! that a statement says it takes.

mod findings;
mod rebuild;
mod rows;
mod seed;
#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::config::task::Task;
use crate::db::capture::capture;
use crate::db::execute::Limits;
use crate::db::{self, Access};
use crate::model::amount::count;
use crate::model::diff::diff;
use crate::model::finding::{Finding, Severity};
use crate::model::report::Purpose;

pub(crate) use findings::not_rebuilt;
pub(crate) use rebuild::{Original, is_extension_version, rebuilt};
use rows::Claims;
use seed::{Seeded, Unfit};

use super::carry_out::{Halted, carry_out};
use super::failure::{Failure, Outcome};
use super::plan::Planned;
use super::run::{Done, Run};
use super::{replay, spelling};

/// What was found out about a plan.
#[derive(Default)]
struct Proof {
    /// What it does not do, or does besides. Empty = it is proved.
    findings: Vec<Finding>,
    seeded: Seeded,
    /// Tables that had rows before and were looked at afterwards.
    tables: usize,
}

pub(crate) async fn run(run: &mut Run<'_>) -> Outcome<Done> {
    let Some(planned) = run.planned.take() else { return Ok(Done::skipped("there is no plan to prove")) };
    let done = prove(run, &planned).await;
    run.planned = Some(planned);
    done
}

async fn prove(run: &mut Run<'_>, planned: &Planned) -> Outcome<Done> {
    let plan = &planned.plan;
    if plan.is_empty() {
        return Ok(Done::skipped("there is nothing to prove"));
    }
    if !plan.unsupported.is_empty() {
        return Ok(Done::skipped("a plan that is not complete cannot be proved"));
    }
    let writes = matches!(run.task, Task::SyncSchema { .. });
    if let Err(failure) = replay::scratch(run).await {
        if writes {
            return Err(Failure::refused(*failure.finding));
        }
        run.find(failure.finding.severity(Severity::Warning));
        return Ok(Done::skipped("not proved: there is no scratch server"));
    }
    let mut proof = proof(run, planned).await?;
    let proved = proof.findings.is_empty();
    for reported in run.report.plans.iter_mut().filter(|one| one.purpose == Purpose::Asked) {
        reported.proved = Some(proved);
    }
    if !proved {
        let summary = proof.findings[0].message.clone();
        let last = proof.findings.pop();
        proof.findings.into_iter().for_each(|finding| run.find(finding));
        let Some(last) = last else { return Ok(Done::failed(summary)) };
        if writes {
            return Err(Failure::refused(last));
        }
        run.find(last);
        return Ok(Done::failed(summary));
    }
    Ok(done(&proof, planned))
}

fn done(proof: &Proof, planned: &Planned) -> Done {
    let objects = planned.original.catalog.size();
    let statements = planned.plan.statements().count();
    let mut done = Done::passed(format!("{} proved on a copy", count(statements, "statement")))
        .proving(format!(
            "the plan was run on a copy of the schema of {}: {} rebuilt, {} run, 0 differences left",
            planned.plan.sides.0,
            count(objects, "object"),
            count(statements, "statement")
        ))
        .counting("objects", objects)
        .counting("statements", statements)
        .counting("tables", proof.tables);
    if proof.tables > 0 {
        let rows =
            format!("rows and values of {} are where the plan leaves them", count(proof.tables, "table"));
        done = done
            .proving(match findings::unseeded(&proof.seeded.empty) {
                Some(unseeded) => format!("{rows}; {unseeded}"),
                None => rows,
            })
            .proving("no table was rewritten unannounced");
    } else if let Some(unseeded) = findings::unseeded(&proof.seeded.empty) {
        done = done.proving(unseeded);
    }
    done
}

/// Runs the plan on a copy and looks at what it did; again without the made-up rows of a table where
/// they, and not the plan, are at fault.
async fn proof(run: &mut Run<'_>, planned: &Planned) -> Outcome<Proof> {
    let mut unfit = Unfit::default();
    loop {
        match attempt(run, planned, &unfit).await? {
            Ok(proof) => return Ok(proof),
            Err(halted) if halted.is_about_rows() && unfit.learn(&halted) => {}
            Err(halted) => {
                return Ok(Proof { findings: vec![findings::fails(&halted)], ..Proof::default() });
            }
        }
    }
}

async fn attempt(run: &mut Run<'_>, planned: &Planned, unfit: &Unfit) -> Outcome<Result<Proof, Halted>> {
    let Planned { plan, original, want, renames, .. } = planned;
    let mut proof = Proof::default();
    let copy = match rebuilt(run, original).await? {
        Ok(copy) => copy,
        Err(reasons) => {
            proof.findings.push(not_rebuilt(&plan.sides.0, &reasons));
            return Ok(Ok(proof));
        }
    };
    let mut session = db::connect(&copy.connection, "lockstep proof", Access::Write).await?;
    proof.seeded = seed::seed(&mut session, &original.catalog, unfit).await?;
    let before = rows::read(&mut session, &proof.seeded.oids).await?;
    session.close().await;
    // A session of its own, as on the database that the plan is for.
    let mut session = db::connect(&copy.connection, "lockstep proof", Access::Write).await?;
    let limits =
        Limits { lock_timeout: Duration::ZERO, statement_timeout: run.settings.apply.statement_timeout };
    if let Err(halted) = carry_out(&mut session, plan, &limits, &run.surroundings.cancel).await? {
        return Ok(Err(halted));
    }
    let after = rows::read(&mut session, &proof.seeded.oids).await?;
    let made = capture(&mut session, &original.scope).await?;
    session.close().await;
    let changes = diff(&made, want, &original.rules);
    let mut left = spelling::confirmed(&copy.connection, changes, &made, want).await?.changes;
    left.retain(|change| !(is_extension_version(change) && copy.versions.contains(&*change.key.name)));
    if !left.is_empty() {
        proof.findings.push(findings::incomplete(&plan.sides.1, &left));
    }
    let unclaimed = Claims::of(plan, &original.catalog, renames).against(&before, &after);
    proof.findings.extend(findings::unclaimed(&unclaimed));
    proof.tables = before.values().filter(|contents| contents.rows > 0).count();
    Ok(Ok(proof))
}
