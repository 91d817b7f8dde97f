//! Workflow commands of GitHub Actions
//! (<https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>): the lines
//! we mean as commands, and the guard over all lines that we do not.

use std::borrow::Cow;

use crate::model::connection::Secret;
use crate::model::finding::{Finding, Severity};
use crate::model::report::Report;

use super::redact::forms;
use super::verdict::worst_first;
use crate::model::amount::count;

/// Annotations of one level that the runner keeps per step.
const MOST_PER_LEVEL: usize = 10;
/// UTF-16 units of a message that the runner keeps.
const LONGEST_MESSAGE: usize = 4_096;

/// One annotation per finding, worst first, at most ten of a level, and a line that counts the rest. `elsewhere`
/// says that a check run of ours has them beside their lines already: then the place is part of the text, because
/// GitHub would show everything twice at the line.
pub(crate) fn annotations(report: &Report, elsewhere: bool) -> Vec<String> {
    let mut lines = Vec::new();
    let mut left_out = 0;
    let notices = report.findings.iter().filter(|finding| finding.severity == Severity::Notice).count();
    for severity in [Severity::Error, Severity::Warning, Severity::Notice] {
        let findings: Vec<&Finding> =
            worst_first(report).into_iter().filter(|finding| finding.severity == severity).collect();
        // The line that counts the rest is a notice itself.
        let counted = severity == Severity::Notice && (left_out > 0 || notices > MOST_PER_LEVEL);
        let room = if counted { MOST_PER_LEVEL - 1 } else { MOST_PER_LEVEL };
        lines.extend(findings.iter().take(room).map(|finding| annotation(finding, elsewhere)));
        left_out += findings.len().saturating_sub(room);
    }
    if left_out > 0 {
        let more = count(left_out, "more finding");
        lines.push(format!("::notice title=lockstep::{more} in the step summary and the JSON report"));
    }
    lines
}

fn annotation(finding: &Finding, elsewhere: bool) -> String {
    let mut properties = Vec::new();
    let place = finding.place.as_ref().filter(|place| place.is_in_repository());
    if let Some(place) = place.filter(|_| !elsewhere) {
        properties.push(("file", place.file.clone()));
        if let Some(line) = place.line {
            properties.push(("line", line.to_string()));
            if let Some(column) = place.column {
                properties.push(("col", column.to_string()));
            }
        }
    }
    properties.push(("title", format!("lockstep: {}", finding.code.as_str())));
    let properties: Vec<String> =
        properties.into_iter().map(|(name, value)| format!("{name}={}", escape_property(&value))).collect();
    let environment = finding.environment.as_deref().map(|name| format!("{name}: ")).unwrap_or_default();
    let help = finding.help.as_deref().map(|help| format!("\n{help}")).unwrap_or_default();
    let place = place.filter(|_| elsewhere).map(|place| format!("{place}: ")).unwrap_or_default();
    let message = format!("{place}{environment}{}{help}", finding.message);
    format!(
        "::{} {}::{}",
        finding.severity.as_str(),
        properties.join(","),
        escape_data(cut_message(&message))
    )
}

/// As much as the runner keeps; it counts UTF-16 units, before our escaping.
fn cut_message(message: &str) -> &str {
    let mut units = 0;
    for (index, character) in message.char_indices() {
        units += character.len_utf16();
        if units > LONGEST_MESSAGE {
            return &message[..index];
        }
    }
    message
}

/// Escapes the data of a command.
pub(crate) fn escape_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
pub(crate) fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Tells the runner to hide these secrets, in every form they may take. Short and everyday words
/// are left out: a mask holds for the whole log of the job.
pub(crate) fn add_mask(secrets: &[Secret]) -> Vec<String> {
    let forms = forms(secrets);
    let one_line = forms.iter().map(Secret::expose).filter(|form| !form.contains(['\n', '\r']));
    one_line.map(|form| format!("::add-mask::{}", escape_data(form))).collect()
}

/// A line that must not be a command, whatever it says: `##[` is one anywhere, `::` at the start
/// (<https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs>). For every
/// line printed while GitHub Actions listens, on stdout and stderr alike.
pub(crate) fn sanitize_line(line: &str) -> Cow<'_, str> {
    let is_v2 = line.trim_start().starts_with("::");
    if !is_v2 && !line.contains("##[") && !line.contains(['\r', '\n']) {
        return Cow::Borrowed(line);
    }
    // The runner ends a line at a lone carriage return, too.
    let mut safe = line.replace('\r', "␍").replace('\n', "␊").replace("##[", "## [");
    if is_v2 {
        safe = safe.replacen("::", ": :", 1);
    }
    Cow::Owned(safe)
}

/// [`sanitize_line`] for each line of a text.
pub(crate) fn sanitize_text(text: &str) -> String {
    text.split('\n').map(sanitize_line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
