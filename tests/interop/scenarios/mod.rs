//! What is done with every tool, and what must come out.
//!
//! A scenario's answer is the cell of the table; its error is a failed test.

mod files;
mod trouble;
mod turns;

use crate::tools::Tool;

/// One of them.
pub(crate) struct Scenario {
    /// In the name of the test.
    pub(crate) name: &'static str,
    /// Above its column.
    pub(crate) title: &'static str,
    /// Whether it can be asked of this tool.
    pub(crate) fits: fn(&dyn Tool) -> bool,
    pub(crate) run: fn(&dyn Tool) -> Result<String, String>,
}

/// All of them, in the order of the table.
pub(crate) const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "tool_then_lockstep",
        title: "(a) after the tool, lockstep says up to date",
        fits: |_| true,
        run: turns::tool_then_lockstep,
    },
    Scenario {
        name: "lockstep_then_tool",
        title: "(b) after lockstep, the tool has nothing to do",
        fits: |tool| tool.lockstep_applies(),
        run: turns::lockstep_then_tool,
    },
    Scenario {
        name: "half_and_half",
        title: "(c) half and half",
        fits: |tool| tool.lockstep_applies(),
        run: turns::half_and_half,
    },
    Scenario {
        name: "concurrent",
        title: "CREATE INDEX CONCURRENTLY",
        fits: |tool| tool.lockstep_applies(),
        run: turns::concurrent,
    },
    Scenario {
        name: "edit",
        title: "(d) edited applied file: lockstep / the tool",
        fits: |_| true,
        run: files::edit,
    },
    Scenario {
        name: "line_ends",
        title: "its line ends: lockstep / the tool",
        fits: |_| true,
        run: files::line_ends,
    },
    Scenario {
        name: "late",
        title: "a file that comes late: lockstep / the tool",
        fits: |_| true,
        run: files::late,
    },
    Scenario {
        name: "gone",
        title: "an applied file is gone: lockstep / the tool",
        fits: |_| true,
        run: files::gone,
    },
    Scenario {
        name: "failure",
        title: "a failing migration leaves the same",
        fits: |tool| tool.lockstep_applies(),
        run: trouble::failure,
    },
    Scenario {
        name: "lock",
        title: "its lock held: lockstep / the tool",
        fits: |tool| tool.lockstep_applies(),
        run: trouble::lock,
    },
    Scenario {
        name: "baseline",
        title: "recorded, not run",
        fits: |tool| tool.lockstep_applies(),
        run: trouble::baseline,
    },
];
