//! What long work says while it runs. Steps emit these; `outputs/progress.rs` shows them.

use super::mode::Step;

/// Something that happened during a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Progress {
    /// The steps of the run, before the first of them.
    Planned {
        steps: Vec<(Step, Option<String>)>,
    },
    StepStarted {
        step: Step,
        environment: Option<String>,
    },
    StepEnded {
        step: Step,
        environment: Option<String>,
        passed: bool,
        summary: String,
    },
    /// A migration is about to run: the `index`-th (from 1) of `total`.
    Migration {
        name: String,
        index: usize,
        total: usize,
    },
    /// A statement of the current migration completed.
    Statement {
        line: u32,
        summary: String,
        index: usize,
        total: usize,
    },
    /// The server said something: its severity in lower case (`warning`, `notice`, `info`), and text.
    Notice {
        severity: String,
        text: String,
    },
    /// Waiting for something, with the reason.
    Waiting {
        reason: String,
    },
    /// Bytes done in long work whose size is not known beforehand: `dumped`.
    Bytes {
        what: &'static str,
        done: u64,
    },
    /// Things done in long work whose number is known: `12 of 300 planted changes tried`.
    Count {
        what: &'static str,
        done: usize,
        total: usize,
    },
    /// A line worth showing.
    Line {
        text: String,
    },
}

/// Receives progress. Implementations must not block for long.
pub(crate) trait Observer: Send + Sync {
    fn observe(&self, progress: Progress);
}
