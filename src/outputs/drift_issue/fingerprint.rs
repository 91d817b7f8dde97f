//! What drifted, as a number: the same while it is the same drift, in whatever order it is read.

use crate::model::diff::Difference;
use crate::model::object::Value;
use crate::model::report::ReportedChange;
use crate::outputs::digest;

/// SHA-256 (hex) over objects and their differences. Not over causes, severities, places or plans, which follow
/// from other things, too.
pub(super) fn of(drifted: &[ReportedChange]) -> String {
    let mut changes: Vec<String> = drifted.iter().map(change).collect();
    changes.sort();
    digest::of(changes.iter().map(String::as_str))
}

fn change(reported: &ReportedChange) -> String {
    let key = &reported.change.key;
    let difference = &reported.change.difference;
    let parent = key.parent.as_deref().unwrap_or_default();
    let mut parts =
        vec![key.kind.to_string(), key.schema.to_string(), parent.to_owned(), key.name.to_string()];
    parts.push(difference.as_str().to_owned());
    match difference {
        Difference::Missing { definition } | Difference::Extra { definition } => {
            parts.extend(definition.as_ref().map(ToString::to_string));
        }
        Difference::Differs { attribute, from, to } => {
            parts.push(attribute.to_string());
            parts.extend([from, to].map(|value| value.as_ref().map(text).unwrap_or_default()));
        }
    }
    digest::of(parts.iter().map(String::as_str))
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("text {text}"),
        Value::List(items) => format!("list {}", digest::of(items.iter().map(AsRef::as_ref))),
    }
}
