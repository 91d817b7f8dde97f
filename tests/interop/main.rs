//! lockstep beside the real migration tools: each scenario of `scenarios` with each tool of `tools`, on fresh
//! databases of a real server.
//!
//! `script/interop` installs the tools and runs this. It is no part of `cargo test`, because the tools are large
//! and come from four package registries. The table at its end is written to `build/interop/table.md`, too.

mod checks;
mod installed;
mod migrations;
mod project;
mod scenarios;
#[path = "../support/mod.rs"]
mod support;
mod table;
mod tools;

use libtest_mimic::{Arguments, Failed, Trial};

use installed::left_out;
use scenarios::SCENARIOS;
use table::Table;
use tools::TOOLS;

fn main() {
    let arguments = Arguments::from_args();
    let table: &'static Table = Box::leak(Box::default());
    let mut trials = Vec::new();
    for tool in TOOLS.iter().filter(|tool| !left_out(tool.name())) {
        for scenario in SCENARIOS.iter().filter(|scenario| (scenario.fits)(*tool)) {
            let name = format!("{}::{}", tool.name(), scenario.name);
            trials.push(Trial::test(name, move || {
                let outcome = (scenario.run)(*tool);
                table.note(tool.name(), scenario, &outcome);
                outcome.map(drop).map_err(Failed::from)
            }));
        }
    }
    assert!(!trials.is_empty(), "no tool could be had: see build/interop/log");
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !arguments.list {
        table.write();
    }
    conclusion.exit();
}
