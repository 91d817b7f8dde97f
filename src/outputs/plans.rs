//! Plans in the words in which people read them; what paints them is in each output.

use std::collections::HashMap;

use crate::model::amount::{count, grouped};
use crate::model::hazard::{Count, Hazard};
use crate::model::object::ObjectKey;
use crate::model::plan::{Plan, Statement};
use crate::model::report::{Purpose, Report, ReportedPlan};

/// What became of a hazard when the target was asked and the rules were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// The plan runs only when somebody names it.
    MustBeAllowed,
    /// Somebody named it.
    Allowed,
    /// It is told, and no more.
    Told,
    /// The target has nothing, or next to nothing, that it could happen to.
    Void,
}

impl Standing {
    pub(crate) fn of(hazard: &Hazard) -> Self {
        match hazard {
            _ if hazard.is_void() => Self::Void,
            _ if hazard.allowed && hazard.kind.must_be_allowed() => Self::Allowed,
            _ if hazard.kind.must_be_allowed() => Self::MustBeAllowed,
            _ => Self::Told,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::MustBeAllowed => "must be allowed",
            Self::Allowed => "allowed",
            Self::Told => "told only",
            Self::Void => "next to nothing there",
        }
    }
}

/// A hazard with the statements it is of.
#[derive(Debug, Clone)]
pub(crate) struct Told<'a> {
    pub(crate) hazard: &'a Hazard,
    pub(crate) standing: Standing,
    /// Their numbers, from 1.
    pub(crate) statements: Vec<usize>,
}

impl Told<'_> {
    /// `statement 3`, `statements 3, 7`.
    pub(crate) fn of_which(&self) -> String {
        let numbers: Vec<String> = self.statements.iter().map(ToString::to_string).collect();
        let noun = if numbers.len() == 1 { "statement" } else { "statements" };
        format!("{noun} {}", numbers.join(", "))
    }
}

/// The hazards of a plan, each once: those that must be allowed first, then the worst first.
pub(crate) fn hazards(plan: &Plan) -> Vec<Told<'_>> {
    let mut known: HashMap<&Hazard, usize> = HashMap::new();
    let mut told: Vec<Told<'_>> = Vec::new();
    for (index, statement) in plan.statements().enumerate() {
        for hazard in &statement.hazards {
            let at = *known.entry(hazard).or_insert(told.len());
            match told.get_mut(at) {
                Some(told) => told.statements.push(index + 1),
                None => {
                    told.push(Told { hazard, standing: Standing::of(hazard), statements: vec![index + 1] })
                }
            }
        }
    }
    told.sort_by_key(|told| (told.standing, told.hazard.kind));
    told
}

/// The hazards that keep a plan from running until somebody names them.
pub(crate) fn to_allow(plan: &Plan) -> usize {
    hazards(plan).iter().filter(|told| told.standing == Standing::MustBeAllowed).count()
}

/// `1,204 values`; what was not counted is empty.
pub(crate) fn counted(hazard: &Hazard) -> String {
    match &hazard.count {
        Some(Count { found: Some(found), what, harmless, .. }) => match found {
            // Counting ends where it begins to matter.
            found if *harmless > 0 && found > harmless => {
                format!("more than {} {what}", grouped(*harmless))
            }
            1 => format!("1 {}", what.strip_suffix('s').unwrap_or(what)),
            found => format!("{} {what}", grouped(*found)),
        },
        _ => String::new(),
    }
}

/// `12 statements in 3 groups`, `nothing to do`.
pub(crate) fn tally(plan: &Plan) -> String {
    match (plan.statements().count(), plan.groups.len()) {
        (0, _) if plan.unsupported.is_empty() => "nothing to do".to_owned(),
        (0, _) => "no statement".to_owned(),
        (statements, 1) => count(statements, "statement"),
        (statements, groups) => format!("{} in {groups} groups", count(statements, "statement")),
    }
}

/// `2 hazards must be allowed`, `no hazard has to be allowed`.
pub(crate) fn hazard_tally(plan: &Plan) -> String {
    match to_allow(plan) {
        0 => "no hazard has to be allowed".to_owned(),
        number => format!("{} must be allowed", count(number, "hazard")),
    }
}

/// What the plan is for.
pub(crate) fn title(reported: &ReportedPlan) -> String {
    match &reported.purpose {
        Purpose::Asked => format!("turn {} into {}", reported.plan.sides.0, reported.plan.sides.1),
        Purpose::Adopt { environment } => format!("adopt the drift of {environment} as a migration"),
        Purpose::Revert { environment } => format!("take the drift of {environment} back"),
    }
}

/// Whether it did on scratch what it says.
pub(crate) fn proof(reported: &ReportedPlan) -> &'static str {
    match reported.proved {
        Some(true) => "yes, on a copy of what is it made exactly what is wanted",
        Some(false) => "no, on a copy of what is it did something else",
        None => "not tried",
    }
}

/// The locks of a statement, a sentence each.
pub(crate) fn locks(statement: &Statement) -> Vec<String> {
    let locks = statement.locks.iter();
    locks.map(|lock| format!("{} {}: {}", lock.table, lock.mode.as_str(), lock.mode.blocks())).collect()
}

/// The plan that was asked for.
pub(crate) fn asked(report: &Report) -> Option<&ReportedPlan> {
    report.plans.iter().find(|reported| reported.purpose == Purpose::Asked)
}

/// How `lockstep plan` prints what drift needs, a line for each environment. Where files wait, they would be in
/// a plan between all files and the environment, too: then the other formats hold it.
pub(crate) fn drift_hints(report: &Report) -> Vec<String> {
    let adopted = report.plans.iter().filter_map(|reported| match &reported.purpose {
        Purpose::Adopt { environment } => Some(environment),
        Purpose::Asked | Purpose::Revert { .. } => None,
    });
    adopted.map(|environment| drift_hint(report, environment)).collect()
}

fn drift_hint(report: &Report, environment: &str) -> String {
    let of_this = report.environments.iter().find(|known| known.name == environment);
    match of_this.and_then(|known| known.pending()).unwrap_or(0) {
        0 => format!(
            "`lockstep plan --from migrations --to {environment} --offline` adopts it; swapped sides undo it"
        ),
        _ => format!(
            "SQL that adopts the drift of {environment} or undoes it is in `--format markdown`, html, json"
        ),
    }
}

/// The object that a hazard or a statement is about, as the tables name it.
pub(crate) fn object(key: &ObjectKey) -> String {
    super::visible::cut_chars(&key.to_string(), 300).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::hazard::HazardKind;
    use crate::outputs::sample;

    #[test]
    fn hazards_that_must_be_allowed_come_first_and_counts_end_of_whichthey_matter() {
        let report = sample::planned();
        let plan = &asked(&report).expect("a plan").plan;
        let told = hazards(plan);
        let standings: Vec<Standing> = told.iter().map(|told| told.standing).collect();
        assert!(standings.is_sorted());
        assert_eq!(to_allow(plan), 2);
        assert_eq!(hazard_tally(plan), "2 hazards must be allowed");
        assert_eq!(tally(plan), "7 statements in 4 groups");
        let of = |kind| told.iter().find(|told| told.hazard.kind == kind).expect("a hazard").hazard;
        assert_eq!(counted(of(HazardKind::DataLoss)), "1,204 values");
        assert_eq!(counted(of(HazardKind::TableRewrite)), "more than 10,000 rows");
        assert_eq!(counted(of(HazardKind::NonTransactional)), "");
    }

    #[test]
    fn a_hint_names_a_command_only_of_whichthe_command_says_the_same() {
        let mut report = sample::drifted();
        let hint = |report: &Report| drift_hints(report).concat();
        assert!(hint(&report).contains("--format markdown"), "{}", hint(&report));
        for migration in report.environments[1].migrations.iter_mut().flatten() {
            migration.standing = crate::model::history::Standing::Applied;
        }
        let said = hint(&report);
        assert!(said.starts_with("`lockstep plan --from migrations --to production --offline`"), "{said}");
    }
}
