//! Plans, as the page shows them.

use crate::model::report::{Purpose, Report, ReportedPlan};
use crate::outputs::plans::{Standing, counted, hazard_tally, hazards, object, proof, tally, title};
use crate::outputs::sql;

use super::view::{LeftOff, name, prose};

/// Hazards on the page, and bytes of one script.
const MOST_HAZARDS: usize = 1_000;
const LONGEST_SQL: usize = 2_000_000;

pub(super) struct PlanView {
    pub(super) title: String,
    pub(super) tally: String,
    /// It was asked for, and is open; what drift needs is unfolded on request.
    pub(super) asked: bool,
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) hazards: Vec<HazardView>,
    pub(super) unsupported: Vec<(String, String)>,
    pub(super) notes: Vec<String>,
    pub(super) sql: Option<String>,
}

pub(super) struct HazardView {
    pub(super) standing: &'static str,
    pub(super) tone: &'static str,
    pub(super) kind: &'static str,
    pub(super) object: String,
    pub(super) detail: String,
    pub(super) counted: String,
}

/// The plans of a report: first those that were asked for.
pub(super) fn views(report: &Report, left_off: &mut LeftOff) -> Vec<PlanView> {
    let mut plans: Vec<&ReportedPlan> = report.plans.iter().collect();
    plans.sort_by_key(|reported| reported.purpose != Purpose::Asked);
    plans.into_iter().map(|reported| view(reported, left_off)).collect()
}

fn view(reported: &ReportedPlan, left_off: &mut LeftOff) -> PlanView {
    let plan = &reported.plan;
    let asked = reported.purpose == Purpose::Asked;
    let hazards = hazards(plan);
    left_off.add(hazards.len().saturating_sub(MOST_HAZARDS), "hazard");
    let hazards = hazards.into_iter().take(MOST_HAZARDS).map(|told| HazardView {
        standing: told.standing.as_str(),
        tone: match told.standing {
            Standing::MustBeAllowed => "bad",
            Standing::Allowed | Standing::Told => "careful",
            Standing::Void => "plain",
        },
        kind: told.hazard.kind.as_str(),
        object: name(&object(&told.hazard.object)),
        detail: prose(&told.hazard.detail),
        counted: counted(told.hazard),
    });
    let (sql, missing) = sql::beginning(reported, LONGEST_SQL);
    left_off.add(missing, "statement");
    let proved = asked.then(|| ("proved", proof(reported).to_owned()));
    let facts = [("plan", reported.hash.clone()), ("is", plan.from.clone()), ("wanted", plan.to.clone())];
    PlanView {
        title: prose(&title(reported)),
        tally: format!("{}; {}", tally(plan), hazard_tally(plan)),
        asked,
        facts: proved.into_iter().chain(facts).collect(),
        hazards: hazards.collect(),
        unsupported: plan
            .unsupported
            .iter()
            .map(|one| (name(&object(&one.object)), prose(&one.reason)))
            .collect(),
        notes: plan.notes.iter().map(|note| prose(note)).collect(),
        sql: (!plan.groups.is_empty()).then_some(sql),
    }
}
