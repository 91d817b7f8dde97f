//! Which numbers a sequence gives: of its own, or behind an identity column.

use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey};
use crate::model::quote::{quote_literal, quote_name};
use crate::plan::site::{flag, path};
use crate::plan::step::Step;

/// In the order in which they are said.
pub(in crate::plan::kinds) const ALL: [Attribute; 6] = [
    Attribute::Increment,
    Attribute::Minimum,
    Attribute::Maximum,
    Attribute::Start,
    Attribute::Cache,
    Attribute::Cycle,
];

/// These options, as they are wanted.
pub(in crate::plan::kinds) fn of(wanted: &Object, which: &[Attribute]) -> Vec<String> {
    let which = ALL.into_iter().filter(|attribute| which.contains(attribute));
    which.filter_map(|attribute| option(wanted, attribute)).collect()
}

/// The options that a sequence of this type does not have by itself.
pub(in crate::plan::kinds) fn unusual(wanted: &Object, data_type: &str) -> Vec<String> {
    let descends = descends(wanted);
    let (least, most): (i64, i64) = match data_type {
        "smallint" => (i16::MIN.into(), i16::MAX.into()),
        "integer" => (i32::MIN.into(), i32::MAX.into()),
        _ => (i64::MIN, i64::MAX),
    };
    let (minimum, maximum) = if descends { (least, -1) } else { (1, most) };
    let text = |attribute| wanted.attributes.text(attribute);
    let number = |attribute, usual: i64| text(attribute).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let start =
        if descends { number(Attribute::Maximum, maximum) } else { number(Attribute::Minimum, minimum) };
    let usual = |attribute| match attribute {
        Attribute::Increment => "1".to_owned(),
        Attribute::Minimum => minimum.to_string(),
        Attribute::Maximum => maximum.to_string(),
        Attribute::Start => start.to_string(),
        Attribute::Cache => "1".to_owned(),
        _ => "false".to_owned(),
    };
    let which: Vec<Attribute> = ALL
        .into_iter()
        .filter(|attribute| text(*attribute).is_some_and(|text| text != usual(*attribute)))
        .collect();
    of(wanted, &which)
}

fn option(wanted: &Object, attribute: Attribute) -> Option<String> {
    let text = wanted.attributes.text(attribute)?;
    Some(match attribute {
        Attribute::Increment => format!("INCREMENT BY {text}"),
        Attribute::Minimum => format!("MINVALUE {text}"),
        Attribute::Maximum => format!("MAXVALUE {text}"),
        Attribute::Start => format!("START WITH {text}"),
        Attribute::Cache => format!("CACHE {text}"),
        _ if flag(wanted, Attribute::Cycle) => "CYCLE".to_owned(),
        _ => "NO CYCLE".to_owned(),
    })
}

fn descends(sequence: &Object) -> bool {
    sequence.attributes.text(Attribute::Increment).is_some_and(|by| by.starts_with('-'))
}

/// The condition under which the number a sequence has come to is out of its new bounds, if that can be.
pub(in crate::plan::kinds) fn is_narrower(is: &Object, wanted: &Object) -> Option<String> {
    let number = |object: &Object, attribute| object.attributes.text(attribute)?.parse::<i64>().ok();
    let (least, most) = (number(wanted, Attribute::Minimum)?, number(wanted, Attribute::Maximum)?);
    let narrower = number(is, Attribute::Minimum)? < least || number(is, Attribute::Maximum)? > most;
    narrower.then(|| format!("last_value NOT BETWEEN {least} AND {most}"))
}

/// Whether no number is within both bounds, so that the sequence must start anew.
pub(in crate::plan::kinds) fn are_apart(is: &Object, wanted: &Object) -> bool {
    let number = |object: &Object, attribute| object.attributes.text(attribute)?.parse::<i64>().ok();
    let bounds = |object| Some((number(object, Attribute::Minimum)?, number(object, Attribute::Maximum)?));
    bounds(is).zip(bounds(wanted)).is_some_and(|((least, most), (low, high))| most < low || least > high)
}

/// Why an unused sequence is set to another number.
pub(in crate::plan::kinds) const UNUSED: &str =
    "a sequence that has given no number yet stands at its start, which is out of the new bounds";

/// A sequence that has given no number yet stands at its start: where that is out of the new bounds, it has to
/// stand at a number that is within both before they become its own. One that has given numbers stays where it
/// is.
pub(in crate::plan::kinds) fn unused_within(sequence: &str, is: &Object, wanted: &Object) -> Option<String> {
    let number = |object: &Object, attribute| object.attributes.text(attribute)?.parse::<i64>().ok();
    let (least, most) = (number(wanted, Attribute::Minimum)?, number(wanted, Attribute::Maximum)?);
    let (low, high) = (number(is, Attribute::Minimum)?.max(least), number(is, Attribute::Maximum)?.min(most));
    let start = number(is, Attribute::Start)?;
    if (least..=most).contains(&start) || low > high {
        return None;
    }
    let at = number(wanted, Attribute::Start)?.clamp(low, high);
    Some(format!(
        "SELECT pg_catalog.setval({}, {at}, false) FROM {sequence} \
         WHERE NOT is_called AND last_value NOT BETWEEN {least} AND {most}",
        quote_literal(sequence)
    ))
}

/// The next number comes after those that the column has; `sequence` is an expression that names it.
pub(in crate::plan::kinds) fn after_values(
    sequence: &str,
    numbers: &Object,
    column: &ObjectKey,
    table: &ObjectKey,
) -> Step {
    let last = if descends(numbers) { "min" } else { "max" };
    let last = format!("{last}({})", quote_name(&column.name));
    let bound = |attribute| numbers.attributes.text(attribute).unwrap_or("0");
    let sql = format!(
        "SELECT pg_catalog.setval({sequence}, {last}) FROM {} HAVING {last} BETWEEN {} AND {}",
        path(table),
        bound(Attribute::Minimum),
        bound(Attribute::Maximum)
    );
    Step::new(sql).because(format!("the next number comes after those that {column} has"))
}
