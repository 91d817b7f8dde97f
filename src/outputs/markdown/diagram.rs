//! The pipeline as a Mermaid flowchart. The table beside it says the same in text.

use crate::model::report::{Report, StepStatus};
use crate::outputs::markdown_text::{fenced, mermaid};

/// Colours that read on GitHub's light and dark page.
const STYLES: &[&str] = &[
    "    classDef passed fill:#dafbe1,stroke:#1a7f37,color:#116329",
    "    classDef failed fill:#ffebe9,stroke:#cf222e,color:#a40e26",
    "    classDef waiting fill:#f6f8fa,stroke:#8c959f,color:#57606a,stroke-dasharray:4 3",
];

/// Steps that can be read in a line as wide as a comment.
const MOST: usize = 12;

pub(super) fn flowchart(report: &Report) -> String {
    if !(2..=MOST).contains(&report.steps.len()) {
        return String::new();
    }
    let mut lines = vec!["flowchart LR".to_owned()];
    for (index, step) in report.steps.iter().enumerate() {
        let (mark, class) = match step.status {
            StepStatus::Passed => ("✓", "passed"),
            StepStatus::Failed => ("✗", "failed"),
            StepStatus::NotRun | StepStatus::Skipped | StepStatus::Planned => ("–", "waiting"),
        };
        let environment =
            step.environment.as_deref().map(|name| format!("<br/>{}", mermaid(name))).unwrap_or_default();
        lines.push(format!("    s{index}[\"{mark} {}{environment}\"]:::{class}", step.step.as_str()));
    }
    let names: Vec<String> = (0..report.steps.len()).map(|index| format!("s{index}")).collect();
    lines.push(format!("    {}", names.join(" --> ")));
    lines.extend(STYLES.iter().map(|style| (*style).to_owned()));
    fenced("mermaid", &lines)
}
