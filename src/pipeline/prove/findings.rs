//! What to say of a plan that does not do what it says.

use crate::model::amount::count;
use crate::model::code::Code;
use crate::model::diff::Change;
use crate::model::finding::Finding;
use crate::model::object::ObjectKey;

use super::rows::Unclaimed;
use crate::pipeline::carry_out::Halted;

/// Lines of a list that are told; the rest is counted.
const TOLD: usize = 8;

const OURS: &str = "this is an error in lockstep: please report it, with the message; until it is corrected, make \
                    this change with a migration of your own";

/// The first few of a list, and how many more there are.
fn listed<T: ToString>(items: &[T]) -> String {
    let mut text = items.iter().take(TOLD).map(ToString::to_string).collect::<Vec<_>>().join("; ");
    if items.len() > TOLD {
        text.push_str(&format!("; and {} more", items.len() - TOLD));
    }
    text
}

pub(crate) fn not_rebuilt(side: &str, reasons: &[String]) -> Finding {
    let message = format!(
        "the schema of {side} could not be built again on scratch, so nothing can be proved: {}",
        listed(reasons)
    );
    Finding::new(Code::PlanNotProved, message).with_help(
        "if something is missing that comes from your provider, create it in the file that `scratch.prelude` \
         names; if an object cannot be built from its own definition, correct or drop it, or leave it out with \
         compare.ignore",
    )
}

pub(super) fn fails(halted: &Halted) -> Finding {
    let reason = &halted.reason;
    let message = match &halted.statement {
        Some(statement) => {
            format!("the plan fails on a copy at {}: {reason}: {}", statement.object, statement.sql)
        }
        None => format!("the plan fails on a copy: {reason}"),
    };
    let finding = Finding::new(Code::PlanFails, message).with_help(OURS);
    match &halted.statement {
        Some(statement) => finding.about(&statement.object),
        None => finding,
    }
}

pub(super) fn incomplete(side: &str, left: &[Change]) -> Finding {
    let differences = count(left.len(), "difference");
    let message = format!("the plan leaves {differences} to {side} on a copy: {}", listed(left));
    let finding = Finding::new(Code::PlanIncomplete, message).with_help(OURS);
    match left.first() {
        Some(first) => finding.about_change(first),
        None => finding,
    }
}

pub(super) fn unclaimed(unclaimed: &[Unclaimed]) -> Vec<Finding> {
    let told = |one: &Unclaimed| match one {
        Unclaimed::Rows { table, before, after: Some(after) } => {
            (Code::PlanUnclaimedLoss, format!("{table} keeps {after} of {before} rows"))
        }
        Unclaimed::Rows { table, .. } => (Code::PlanUnclaimedLoss, format!("{table} goes with its rows")),
        Unclaimed::Values { column, gone: true } => {
            (Code::PlanUnclaimedLoss, format!("{column} goes with its values"))
        }
        Unclaimed::Values { column, gone: false } => {
            (Code::PlanUnclaimedLoss, format!("the values of {column} are others"))
        }
        Unclaimed::Rewrite { table } => (Code::PlanUnclaimedRewrite, format!("{table} is written anew")),
    };
    let told: Vec<(Code, String)> = unclaimed.iter().map(told).collect();
    [Code::PlanUnclaimedLoss, Code::PlanUnclaimedRewrite]
        .into_iter()
        .filter_map(|code| {
            let of_code = told.iter().filter(|(one, _)| *one == code);
            let lines: Vec<&String> = of_code.map(|(_, line)| line).collect();
            let message =
                format!("on a copy the plan did what no statement of it announces: {}", listed(&lines));
            (!lines.is_empty()).then(|| Finding::new(code, message).with_help(OURS))
        })
        .collect()
}

/// The tables without rows, with the server's reason; none where all have some.
pub(super) fn unseeded(empty: &[(ObjectKey, String)]) -> Option<String> {
    if empty.is_empty() {
        return None;
    }
    let lines: Vec<String> =
        empty.iter().map(|(table, reason)| format!("{}: {reason}", table.path())).collect();
    Some(format!("{} could not be given rows ({})", count(empty.len(), "table"), listed(&lines)))
}
