//! Enums.

use super::user_type;
use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::{Object, ObjectKey, Text};
use crate::model::quote::quote_literal;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, list, path};
use crate::plan::step::{Isolation, Step};

pub(super) struct Enum;

impl Kind for Enum {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        let labels: Vec<String> =
            list(wanted, Attribute::Labels).iter().map(|label| format!("\n  {}", literal(label))).collect();
        let end = if labels.is_empty() { "" } else { "\n" };
        let path = path(&wanted.key);
        Ok(vec![Step::new(format!("CREATE TYPE {path} AS ENUM ({}{end})", labels.join(",")))])
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![user_type::drop(&is.key)])
    }

    fn alter(&self, is: &Object, wanted: &Object, _changed: &Changed, site: &Site<'_>) -> Verdict {
        let (had, has) = (list(is, Attribute::Labels), list(wanted, Attribute::Labels));
        if had != has && is_within(had, has) {
            return Verdict::InPlace(added(&wanted.key, had, has));
        }
        let gone: Vec<&Text> = had.iter().filter(|label| !has.contains(label)).collect();
        let mut verdict = user_type::replaced(&is.key, site);
        if let Verdict::ReplaceBeside { drop, .. } = &mut verdict
            && let Some(last) = drop.last_mut()
        {
            last.hazards.extend(losses(&is.key, &gone, site));
        }
        verdict
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(user_type::designation(&object.key))
    }
}

fn literal(text: &str) -> String {
    quote_literal(text).trim_start().to_owned()
}

/// Whether all labels are among the others, in the same order.
fn is_within(labels: &[Text], others: &[Text]) -> bool {
    let mut others = others.iter();
    labels.iter().all(|label| others.any(|other| other == label))
}

/// New labels one after the other, each beside one that is there by then. A label can be used only after
/// the commit of what added it.
fn added(key: &ObjectKey, had: &[Text], has: &[Text]) -> Vec<Step> {
    let mut steps = Vec::new();
    for (place, label) in has.iter().enumerate().filter(|(_, label)| !had.contains(label)) {
        let is_last = !has[place + 1..].iter().any(|later| had.contains(later));
        let beside = match (place.checked_sub(1), had.first()) {
            _ if is_last => String::new(),
            (Some(before), _) => format!(" AFTER {}", literal(&has[before])),
            (None, Some(first)) => format!(" BEFORE {}", literal(first)),
            (None, None) => String::new(),
        };
        let sql = format!("ALTER TYPE {} ADD VALUE {}{beside}", path(key), literal(label));
        steps.push(Step::new(sql).isolated(Isolation::First));
    }
    steps
}

/// What becomes of values with labels that are no more.
fn losses(key: &ObjectKey, gone: &[&Text], site: &Site<'_>) -> Vec<Hazard> {
    if gone.is_empty() {
        return Vec::new();
    }
    let labels: Vec<String> = gone.iter().map(|label| literal(label)).collect();
    let labels = labels.join(", ");
    let own = path(key);
    let loss = |column: &&ObjectKey| {
        let detail =
            format!("values {labels} of {key} have no place in it: such rows must be changed before");
        let hazard = Hazard::new(HazardKind::DataLoss, column, detail);
        let (table, name) = user_type::place(column);
        let text = user_type::base_type(column, site.from).unwrap_or_default();
        let test = match text.strip_prefix(&own) {
            Some("") => format!("{name}::text IN ({labels})"),
            Some("[]") => format!("{name}::text[] && ARRAY[{labels}]"),
            // Somewhere inside of a composite type: not to be counted by one expression.
            _ => return hazard,
        };
        hazard.counting("rows", format!("SELECT count(*) FROM {table} WHERE {test}"))
    };
    user_type::holders(key, site.from).iter().map(loss).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::object::ObjectKind;

    #[test]
    fn a_label_is_added_where_it_belongs() {
        let key = ObjectKey { kind: ObjectKind::Enum, schema: "s".into(), parent: None, name: "E".into() };
        let labels = |labels: &str| -> Vec<Text> { labels.split_terminator(' ').map(Into::into).collect() };
        let said = |had: &str, has: &str| -> Vec<String> {
            let start = "ALTER TYPE s.\"E\" ADD VALUE ";
            added(&key, &labels(had), &labels(has)).iter().map(|step| step.sql.replace(start, "")).collect()
        };
        assert_eq!(
            said("b d", "x a b c d e f"),
            ["'x' BEFORE 'b'", "'a' AFTER 'x'", "'c' AFTER 'b'", "'e'", "'f'"]
        );
        assert_eq!(said("", "a b"), ["'a'", "'b'"]);
        assert!(is_within(&labels("b d"), &labels("a b c d")));
        assert!(!is_within(&labels("b d"), &labels("d b")));
    }
}
