//! Step: the plan on the database it was made for.

use super::failure::Outcome;
use super::run::{Done, Run};

pub(crate) async fn run(_run: &mut Run<'_>) -> Outcome<Done> {
    Ok(Done::skipped("there is no plan to carry out"))
}
