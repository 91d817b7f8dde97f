//! What came out, a row for each tool.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::sync::Mutex;

use crate::installed::{left_out, store, version};
use crate::scenarios::{SCENARIOS, Scenario};
use crate::tools::TOOLS;

/// The cells, by tool and scenario.
#[derive(Default)]
pub(crate) struct Table {
    cells: Mutex<BTreeMap<(&'static str, &'static str), String>>,
}

impl Table {
    pub(crate) fn note(&self, tool: &'static str, scenario: &Scenario, outcome: &Result<String, String>) {
        let cell = outcome.clone().unwrap_or_else(|_| "FAILED".to_owned());
        self.cells.lock().expect("no test panics here").insert((tool, scenario.name), cell);
    }

    /// Prints it and writes it to `build/interop/table.md`.
    pub(crate) fn write(&self) {
        let cells = self.cells.lock().expect("no test panics here");
        if cells.is_empty() {
            return;
        }
        let mut text = "| tool | version |".to_owned();
        for scenario in SCENARIOS {
            write!(text, " {} |", scenario.title).expect("a string");
        }
        write!(text, "\n|---|---|{}\n", "---|".repeat(SCENARIOS.len())).expect("a string");
        for tool in TOOLS {
            let name = tool.name();
            write!(text, "| {name} | {} |", version(name)).expect("a string");
            for scenario in SCENARIOS {
                let cell = match cells.get(&(name, scenario.name)) {
                    Some(cell) => cell,
                    None if left_out(name) => "left out",
                    None if !(scenario.fits)(*tool) => "–",
                    None => "not run",
                };
                write!(text, " {cell} |").expect("a string");
            }
            text.push('\n');
        }
        fs::write(store().join("table.md"), &text).expect("build/interop/table.md");
        let _shown = std::io::stderr().write_all(text.as_bytes());
    }
}
