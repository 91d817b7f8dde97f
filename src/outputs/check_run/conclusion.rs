//! How a check run ends. A required check passes with success, neutral and skipped
//! (<https://docs.github.com/pull-requests/collaborating-with-pull-requests/collaborating-on-repositories-with-code-quality-features/about-status-checks>).

use crate::github::checks::Conclusion;
use crate::model::exit::Exit;
use crate::model::report::{Report, StepStatus};

pub(super) fn of(report: &Report) -> Conclusion {
    match report.exit {
        Exit::Done if report.only_checked.is_some() => {
            // What needs no database may have run, and its answer is not the whole one.
            let ran = report.steps.iter().any(|step| step.status == StepStatus::Passed);
            if ran { Conclusion::Neutral } else { Conclusion::Skipped }
        }
        Exit::Done => Conclusion::Success,
        Exit::Interrupted | Exit::Terminated => Conclusion::Cancelled,
        Exit::Findings
        | Exit::Usage
        | Exit::Configuration
        | Exit::Unreachable
        | Exit::Failed
        | Exit::Refused => Conclusion::Failure,
    }
}
