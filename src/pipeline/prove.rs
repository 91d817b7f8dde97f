//! Step: the plan on scratch, and whether it does what it says.

use super::failure::Outcome;
use super::run::{Done, Run};

pub(crate) async fn run(run: &mut Run<'_>) -> Outcome<Done> {
    match &run.planned {
        Some(planned) if !planned.plan.is_empty() => Ok(Done::skipped("not proved")),
        _ => Ok(Done::skipped("there is no plan to prove")),
    }
}
