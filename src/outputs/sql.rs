//! A plan as a script that can be read, kept and run.

use crate::model::plan::Plan;
use crate::model::report::ReportedPlan;

/// The script of a plan: why each statement is there and what it locks, in comments.
pub(crate) fn render(reported: &ReportedPlan) -> String {
    let Plan { groups, unsupported, sides, .. } = &reported.plan;
    let mut sql = format!("-- lockstep plan: {} towards {}\n-- {}\n", sides.0, sides.1, reported.hash);
    for one in unsupported {
        sql.push_str(&format!("-- unsupported: {}: {}\n", one.object, one.reason));
    }
    for group in groups {
        sql.push_str(if group.transactional { "\nBEGIN;\n" } else { "\n" });
        for statement in &group.statements {
            sql.push_str(&format!("-- {}\n{};\n", statement.why, statement.sql));
        }
        if group.transactional {
            sql.push_str("COMMIT;\n");
        }
    }
    sql
}
