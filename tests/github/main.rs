//! What a run on GitHub Actions does to GitHub: the real binary as a step of a workflow, in front of a GitHub of
//! this process (`fake`), which holds what was made and refuses what GitHub's description does not know.
//!
//! `LOCKSTEP_TEST_CALLS=1` prints which calls each mode makes. `LOCKSTEP_TEST_PRISM` names a Prism that everything
//! goes through (`script/github-scenarios`).

mod fake;
mod prism;
#[path = "../support/mod.rs"]
mod support;
mod tests;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let mut trials: Vec<Trial> = Vec::new();
    trials.extend(tests::trials());
    libtest_mimic::run(&arguments, trials).exit();
}
