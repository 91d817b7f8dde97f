//! Findings at lines of files. GitHub shows title and message as plain text, so nothing is escaped; what is
//! invisible is made visible.

use crate::github::checks::{Annotation, AnnotationLevel};
use crate::model::finding::{Finding, Severity};
use crate::model::place::Place;
use crate::model::report::Report;
use crate::outputs::verdict::worst_first;
use crate::outputs::visible::{cut_chars, lines};

use super::title;

/// Bytes of a message: GitHub takes 64 KB, and fifty of them go into one request.
const LARGEST_MESSAGE: usize = 16_000;

/// Bytes of a path that any system has (`PATH_MAX`).
const LONGEST_PATH: usize = 4_096;

/// Every finding, worst first. `fallback` is the file for those without a place: the configuration, or the
/// workflow.
pub(crate) fn annotations(report: &Report, fallback: &str) -> Vec<Annotation> {
    worst_first(report).into_iter().map(|finding| annotation(finding, fallback)).collect()
}

fn annotation(finding: &Finding, fallback: &str) -> Annotation {
    let place = finding.place.as_ref().filter(|place| is_path(place));
    let line = place.and_then(|place| place.line).unwrap_or(1).clamp(1, i32::MAX as u32);
    let column = place.and_then(|place| place.line.and(place.column)).map(|it| it.clamp(1, i32::MAX as u32));
    Annotation {
        path: place.map_or(fallback, |place| &place.file).to_owned(),
        start_line: line,
        end_line: line,
        start_column: column,
        end_column: column,
        annotation_level: match finding.severity {
            Severity::Error => AnnotationLevel::Failure,
            Severity::Warning => AnnotationLevel::Warning,
            Severity::Notice => AnnotationLevel::Notice,
        },
        message: message(finding, place.is_some()),
        title: match &finding.environment {
            Some(environment) => title(&format!("{} in {environment}", finding.code.as_str())),
            None => title(finding.code.as_str()),
        },
    }
}

/// A path that GitHub can look up below the repository's root.
fn is_path(place: &Place) -> bool {
    place.is_in_repository() && place.file.len() <= LONGEST_PATH && !place.file.contains(char::is_control)
}

/// What was found, where it was found if the annotation stands elsewhere, and what to do.
fn message(finding: &Finding, in_place: bool) -> String {
    let mut paragraphs = vec![shown(&finding.message)];
    let elsewhere = finding.place.as_ref().filter(|_| !in_place);
    paragraphs.extend(elsewhere.map(|place| format!("at {}", title(&place.to_string()))));
    paragraphs.extend(finding.help.as_deref().map(|help| format!("Next: {}", shown(help))));
    let said = !finding.message.trim().is_empty();
    if !said {
        // GitHub takes no annotation without a message.
        paragraphs[0] = finding.code.as_str().to_owned();
    }
    paragraphs.join("\n\n")
}

/// A third of a message at most, so that all its parts have room.
fn shown(text: &str) -> String {
    let most = LARGEST_MESSAGE / 3;
    let text: Vec<String> = lines(&cut_chars(text.trim(), most)).collect();
    let text = text.join("\n");
    if text.len() <= most {
        return text;
    }
    // Characters of several bytes, and pictures.
    let end = (0..=most - '…'.len_utf8()).rev().find(|index| text.is_char_boundary(*index)).unwrap_or(0);
    format!("{}…", &text[..end])
}
