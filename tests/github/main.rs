//! What a run on GitHub Actions does to GitHub: the real binary as a step of a workflow, in front of a GitHub of
//! this process (`fake`), which holds what was made and refuses what GitHub's description does not know.
//!
//! `LOCKSTEP_TEST_CALLS=1` prints which calls each mode makes. `LOCKSTEP_TEST_PRISM` names a Prism that everything
//! goes through (`script/github-scenarios`).

mod fake;
mod faults;
mod prism;
mod scenarios;
mod step;
#[path = "../support/mod.rs"]
mod support;
mod tests;
mod told;

use std::io::Write as _;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let trials: Vec<Trial> =
        tests::trials().into_iter().chain(scenarios::trials()).chain(faults::trials()).collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    if std::env::var_os("LOCKSTEP_TEST_CALLS").is_some_and(|wanted| !wanted.is_empty()) {
        let _ = std::io::stdout().write_all(told::table().as_bytes());
    }
    conclusion.exit();
}
