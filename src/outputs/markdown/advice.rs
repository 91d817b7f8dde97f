//! What to do next: advice in our own words, in which commands stand between backticks.

use crate::model::report::Report;
use crate::outputs::markdown_text::{code, prose};
use crate::outputs::verdict::verdict;
use crate::outputs::visible::cut_chars;

/// Characters of one piece of advice.
const LONGEST: usize = 1_000;

pub(crate) fn next(report: &Report) -> String {
    let advice: Vec<String> =
        verdict(report).next.iter().map(|advice| format!("- {}\n", text(advice))).collect();
    if advice.is_empty() {
        return String::new();
    }
    format!("### What to do next\n\n{}", advice.concat())
}

/// Commands between backticks stay code, all else is escaped.
pub(crate) fn text(advice: &str) -> String {
    let advice = cut_chars(advice, LONGEST);
    let parts: Vec<&str> = advice.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return prose(&advice);
    }
    let written = parts.iter().enumerate().map(|(index, part)| {
        let (start, end) = (part.starts_with(' '), part.ends_with(' '));
        match index % 2 {
            _ if part.is_empty() => String::new(),
            1 => code(part),
            _ => format!("{}{}{}", space(start), prose(part), space(end && !part.trim().is_empty())),
        }
    });
    written.collect()
}

/// The same inside a table, where a pipe would end the cell even in code.
pub(crate) fn cell(advice: &str) -> String {
    text(advice).replace("\\|", "|").replace('|', "\\|")
}

fn space(wanted: bool) -> &'static str {
    if wanted { " " } else { "" }
}
