//! One change as lines: `-` is what is, `+` is what is wanted.

use std::time::Duration;

use similar::{ChangeTag, TextDiff};

use crate::model::attribute::Attribute;
use crate::model::diff::Difference;
use crate::model::object::Value;
use crate::outputs::visible;

/// Unchanged lines shown around a changed one.
const CONTEXT: usize = 3;
/// Lines shown of one change, and characters of one line: a definition of a megabyte is no diff
/// anybody reads, and JSON holds it whole.
const MOST_LINES: usize = 200;
const LONGEST_LINE: usize = 2_000;

/// Characters of a text that are compared line by line.
const LONGEST_TEXT: usize = 200_000;

/// One line of a diff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DiffLine {
    /// `-`, `+`, space, or `⋮` for lines left out.
    pub(crate) sign: char,
    /// One line, control characters shown.
    pub(crate) text: String,
}

impl DiffLine {
    fn new(sign: char, text: impl Into<String>) -> Self {
        Self { sign, text: text.into() }
    }
}

/// The change as lines. Empty when there is nothing more to say than its title.
pub(crate) fn diff_lines(difference: &Difference) -> Vec<DiffLine> {
    match difference {
        Difference::Missing { definition } => side('+', definition.as_deref()),
        Difference::Extra { definition } => side('-', definition.as_deref()),
        Difference::Differs { attribute, from, to } => values(*attribute, from.as_ref(), to.as_ref()),
    }
}

fn shortened(mut lines: Vec<DiffLine>) -> Vec<DiffLine> {
    if lines.len() > MOST_LINES {
        let more = lines.len() - MOST_LINES;
        lines.truncate(MOST_LINES);
        lines.push(DiffLine::new('⋮', format!("{more} more lines")));
    }
    lines
}

/// Cut before anything else looks at it: the text may be huge.
fn shown(line: &str) -> String {
    let line = visible::cut_chars(line, LONGEST_LINE).replace('\t', "    ");
    visible::one_line(&line).into_owned()
}

fn side(sign: char, definition: Option<&str>) -> Vec<DiffLine> {
    let Some(text) = definition.map(|text| text.trim_end_matches('\n')) else {
        return Vec::new();
    };
    let mut lines: Vec<DiffLine> =
        text.split('\n').take(MOST_LINES).map(|line| DiffLine::new(sign, shown(line))).collect();
    let more = text.split('\n').count() - lines.len();
    if more > 0 {
        lines.push(DiffLine::new('⋮', format!("{more} more lines")));
    }
    lines
}

fn values(attribute: Attribute, from: Option<&Value>, to: Option<&Value>) -> Vec<DiffLine> {
    match (from.map(written), to.map(written)) {
        (Some(from), Some(to)) if from.contains('\n') || to.contains('\n') => unified(&from, &to),
        (from, to) => {
            let or_absent = |text: Option<String>| text.unwrap_or_else(|| absent(attribute).to_owned());
            let mut lines = side('-', Some(&or_absent(from)));
            lines.extend(side('+', Some(&or_absent(to))));
            lines
        }
    }
}

/// Privileges that nobody ever granted or revoked are the default ones, not none.
fn absent(attribute: Attribute) -> &'static str {
    if attribute == Attribute::Privileges { "(default)" } else { "(none)" }
}

/// Lists get a line per item, so that the diff shows the items that differ.
fn written(value: &Value) -> String {
    match value {
        Value::Text(text) if text.is_empty() => "''".to_owned(),
        Value::Text(text) => text.to_string(),
        Value::List(items) => items.join("\n"),
    }
}

fn unified(from: &str, to: &str) -> Vec<DiffLine> {
    let (whole_from, whole_to) = (from, to);
    let (from, to) = (start(from), start(to));
    let diff = TextDiff::configure().timeout(Duration::from_millis(200)).diff_lines(from, to);
    let mut lines = Vec::new();
    for (index, hunk) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if index > 0 {
            lines.push(DiffLine::new('⋮', ""));
        }
        for change in hunk.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            lines.push(DiffLine::new(sign, shown(change.value().trim_end_matches('\n'))));
        }
    }
    let mut lines = shortened(lines);
    if from.len() < whole_from.len() || to.len() < whole_to.len() {
        lines.push(DiffLine::new('⋮', format!("only the first {LONGEST_TEXT} characters are compared here")));
    }
    lines
}

fn start(text: &str) -> &str {
    text.char_indices().nth(LONGEST_TEXT).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differs(from: &str, to: &str) -> Difference {
        let text = |text: &str| Some(Value::from(text));
        Difference::Differs { attribute: Attribute::Body, from: text(from), to: text(to) }
    }

    fn written_out(difference: &Difference) -> Vec<String> {
        diff_lines(difference).iter().map(|line| format!("{}{}", line.sign, line.text)).collect()
    }

    #[test]
    fn long_texts_show_only_what_differs_with_its_surroundings() {
        let from: String = (1..=20).map(|n| format!("line {n}\n")).collect();
        let to = from.replace("line 10\n", "line ten\r\n");
        let lines = written_out(&differs(&from, &to));
        assert_eq!(lines.len(), 8, "{lines:?}");
        assert_eq!(lines[3..5], ["-line 10", "+line ten␍"]);
    }

    #[test]
    fn a_missing_side_is_said() {
        let difference = Difference::Differs {
            attribute: Attribute::Default,
            from: None,
            to: Some(Value::Text("now()".into())),
        };
        assert_eq!(written_out(&difference), ["-(none)", "+now()"]);
    }

    #[test]
    fn lists_differ_by_item_and_huge_texts_are_cut_and_counted() {
        let list = |items: &[&str]| Some(items.iter().collect());
        let labels = Difference::Differs {
            attribute: Attribute::Labels,
            from: list(&["a", "c"]),
            to: list(&["a", "b", "c"]),
        };
        assert_eq!(written_out(&labels), [" a", "+b", " c"]);
        let huge = differs("x", &"ä\n".repeat(500_000));
        let lines = diff_lines(&huge);
        assert_eq!(lines.len(), MOST_LINES + 2);
        assert!(lines[MOST_LINES].text.ends_with("more lines"));
    }

    #[test]
    fn absent_privileges_are_the_default_ones() {
        let difference = Difference::Differs {
            attribute: Attribute::Privileges,
            from: Some(["app: SELECT"].into_iter().collect()),
            to: None,
        };
        assert_eq!(written_out(&difference), ["-app: SELECT", "+(default)"]);
    }
}
