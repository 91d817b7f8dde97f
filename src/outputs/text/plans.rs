//! The plan that was asked for, hazards first; of drift only how its plans are printed.

use crate::model::plan::Plan;
use crate::model::report::{Report, ReportedPlan};
use crate::outputs::plans::{Standing, asked, counted, drift_hints, hazard_tally, hazards, object, tally};

use super::page::{Page, Paint};

/// Hazards and statements shown; the rest is counted and in the script.
const MOST_HAZARDS: usize = 50;
const MOST_STATEMENTS: usize = 100;

pub(super) fn write(page: &mut Page, report: &Report) {
    if let Some(reported) = asked(report) {
        write_plan(page, reported);
    }
}

/// One line per environment that drifted.
pub(super) fn write_hints(page: &mut Page, report: &Report) {
    let hints = drift_hints(report);
    if hints.is_empty() {
        return;
    }
    page.gap();
    for hint in hints {
        page.wrapped(Paint::Plain, "  fix: ", &hint);
    }
}

fn write_plan(page: &mut Page, reported: &ReportedPlan) {
    let plan = &reported.plan;
    let (from, to) = &plan.sides;
    page.gap();
    let remark = format!("{}; {}", tally(plan), hazard_tally(plan));
    page.wrapped_behind(&[(Paint::Strong, "Plan  ".to_owned())], Paint::Plain, &remark);
    page.wrapped(Paint::Faint, "  ", &format!("{from} towards {to} · {}", reported.hash));
    write_hazards(page, plan);
    if !plan.unsupported.is_empty() {
        page.line(&[(Paint::Strong, "  Not supported")]);
        for one in &plan.unsupported {
            page.wrapped(Paint::Bad, "    ✗ ", &format!("{}: {}", object(&one.object), one.reason));
        }
    }
    for note in &plan.notes {
        page.wrapped(Paint::Faint, "  note: ", note);
    }
    write_statements(page, plan);
}

fn write_hazards(page: &mut Page, plan: &Plan) {
    let hazards = hazards(plan);
    if hazards.is_empty() {
        return;
    }
    page.line(&[(Paint::Strong, "  Hazards")]);
    for told in hazards.iter().take(MOST_HAZARDS) {
        let (paint, symbol) = match told.standing {
            Standing::MustBeAllowed => (Paint::Bad, "✗"),
            Standing::Allowed | Standing::Told => (Paint::Careful, "!"),
            Standing::Void => (Paint::Faint, "·"),
        };
        let counted = counted(told.hazard);
        let counted = if counted.is_empty() { counted } else { format!(" · {counted}") };
        let head = format!("{} ({}) ", told.hazard.kind.as_str(), told.standing.as_str());
        page.wrapped_behind(
            &[(paint, format!("    {symbol} ")), (paint, head)],
            Paint::Plain,
            &format!("{}{counted}", object(&told.hazard.object)),
        );
        page.wrapped(Paint::Faint, "      ", &told.hazard.detail);
    }
    write_more(page, hazards.len(), MOST_HAZARDS);
}

fn write_statements(page: &mut Page, plan: &Plan) {
    let all = plan.statements().count();
    if all == 0 {
        return;
    }
    page.line(&[(Paint::Strong, "  SQL")]);
    let mut number = 0;
    for group in &plan.groups {
        let left = MOST_STATEMENTS.saturating_sub(number);
        if left == 0 {
            break;
        }
        let kind = if group.transactional { "one transaction" } else { "outside a transaction" };
        page.line(&[(Paint::Faint, &format!("    -- {kind}"))]);
        for statement in group.statements.iter().take(left) {
            number += 1;
            page.wrapped(Paint::Plain, "    ", &format!("{};", statement.sql));
        }
    }
    write_more(page, all, MOST_STATEMENTS);
}

fn write_more(page: &mut Page, all: usize, most: usize) {
    if all > most {
        page.line(&[(Paint::Faint, &format!("    … {} more, all with `lockstep plan`", all - most))]);
    }
}
