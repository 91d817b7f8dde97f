//! What a change means in plain words, for somebody who knows the database and not its catalogs.
//! Half a sentence in lower case about the side that *is*; foreign text in it is for writers to
//! escape. `None` where the change says it all.

mod attribute;
mod object;

use super::{Class, Sides};
use crate::model::diff::{Certainty, Change, Difference};
use crate::model::object::{Text, Value};

/// Characters of a foreign text in a sentence.
const LONGEST: usize = 60;

pub(super) fn meaning(change: &Change, class: Class, sides: Sides<'_>) -> Option<String> {
    match &change.difference {
        Difference::Missing { .. } => object::missing(&change.key, sides.wanted(&change.key)?),
        Difference::Extra { .. } => object::extra(&change.key, sides.is(&change.key)?),
        Difference::Differs { .. } if change.certainty == Certainty::Respelled => {
            Some("the same call, spelled otherwise by servers before 14".to_owned())
        }
        Difference::Differs { attribute, from, to } => {
            let sense = attribute::meaning(change, *attribute, from.as_ref(), to.as_ref(), class, sides);
            let unsure = change.certainty == Certainty::Textual && sides.majors_differ();
            match sense {
                None if unsure => Some(
                    "printed by servers of two versions, and no server has printed both texts".to_owned(),
                ),
                sense => sense,
            }
        }
    }
}

/// A foreign text, cut to what a sentence can hold, on one line.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// `a, b, c and 4 more`.
fn several<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let items: Vec<&str> = items.into_iter().collect();
    let (shown, rest) = items.split_at(items.len().min(3));
    let shown: Vec<String> = shown.iter().map(|item| short(item)).collect();
    match rest.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn text(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_text)
}

fn items(value: Option<&Value>) -> &[Text] {
    match value {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

/// The items of one list that another lacks.
fn only_in<'a>(one: Option<&'a Value>, other: Option<&Value>) -> Vec<&'a str> {
    items(one).iter().filter(|item| !items(other).contains(item)).map(AsRef::as_ref).collect()
}
