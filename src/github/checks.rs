//! Check runs: what stands beside a commit (<https://docs.github.com/rest/checks/runs>).

use serde::Serialize;

/// Characters of `summary` and of `text`.
pub(crate) const LONGEST_TEXT: usize = 65_535;
/// Annotations that one request may carry.
pub(crate) const MOST_ANNOTATIONS: usize = 50;

/// What the page of a check run shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct CheckOutput {
    pub(crate) title: String,
    /// Markdown.
    pub(crate) summary: String,
}

/// A finding at a line of a file. All of it is shown as plain text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Annotation {
    /// Relative to the repository's root.
    pub(crate) path: String,
    pub(crate) start_line: u32,
    pub(crate) end_line: u32,
    /// Only with `start_line == end_line`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) start_column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) end_column: Option<u32>,
    pub(crate) annotation_level: AnnotationLevel,
    pub(crate) message: String,
    /// At most 255 characters.
    pub(crate) title: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AnnotationLevel {
    Notice,
    Warning,
    Failure,
}

/// How a check run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Conclusion {
    Success,
    Failure,
    Neutral,
    Cancelled,
    Skipped,
}
