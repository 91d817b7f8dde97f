//! Differences that only say that two servers are of different versions. One place, each with its
//! reason; everything else between versions is a difference.

use super::attribute::Attribute;
use super::object::{ObjectKey, ObjectKind, Value};
use super::privileges;

/// Whether the two values of an attribute differ for no other reason than the servers' majors.
pub(super) fn tolerated(
    majors: (u32, u32),
    key: &ObjectKey,
    attribute: Attribute,
    from: Option<&Value>,
    to: Option<&Value>,
) -> bool {
    let older = majors.0.min(majors.1);
    let newer = majors.0.max(majors.1);
    match (key.kind, attribute) {
        // 15 gave schema public to pg_database_owner and took CREATE on it from PUBLIC.
        (ObjectKind::Schema, Attribute::Owner | Attribute::Privileges) if &*key.name == "public" => {
            older < 15 && newer >= 15
        }
        // 17 brought the privilege MAINTAIN, which owners have from the start.
        (_, Attribute::Privileges) => {
            older < 17 && newer >= 17 && without_maintain(from) == without_maintain(to)
        }
        // 18 gave the NOT NULL constraints of tables names.
        (ObjectKind::Column, Attribute::NotNullConstraint) => older < 18 && newer >= 18,
        // 15 began to remember the version of the collation.
        (ObjectKind::Database, Attribute::Version) => older < 15 && newer >= 15,
        // 18 streams large transactions in parallel unless told otherwise.
        (ObjectKind::Subscription, Attribute::Options) => {
            older < 18 && newer >= 18 && without_parallel(from) == without_parallel(to)
        }
        // 14 brought the choice of compression.
        (ObjectKind::Column, Attribute::Compression) => older < 14 && newer >= 14,
        // 15 made the sequences of unlogged tables unlogged too.
        (ObjectKind::Sequence, Attribute::Persistence) => older < 15 && newer >= 15,
        // 14 gave range types multiranges.
        (ObjectKind::Range, Attribute::Multirange) => older < 14 && newer >= 14,
        // 16 began to write down ICU's locales in one form.
        (ObjectKind::Collation, Attribute::Locale) => {
            older < 16 && newer >= 16 && hyphenated(from) == hyphenated(to)
        }
        // 14 made the functions of arrays, which aggregates are built from, take more types.
        (ObjectKind::Aggregate, _) => {
            older < 14 && newer >= 14 && before_compatible(from) == before_compatible(to)
        }
        // The stand-in of scratch for an extension that only platforms have.
        (ObjectKind::Extension, Attribute::Version) => {
            [from, to].into_iter().flatten().any(|version| version.as_text() == Some(STAND_IN))
        }
        _ => false,
    }
}

fn hyphenated(value: Option<&Value>) -> Option<String> {
    Some(value?.to_string().replace('_', "-"))
}

/// The text with `anycompatible` spelt as the types that stood there up to 13.
fn before_compatible(value: Option<&Value>) -> Option<String> {
    let text = value?.to_string();
    Some(text.replace("anycompatiblearray", "anyarray").replace("anycompatible", "anyelement"))
}

/// The options without the one that 18 gives by itself.
fn without_parallel(value: Option<&Value>) -> Vec<&str> {
    let Some(Value::List(options)) = value else { return Vec::new() };
    options.iter().map(|option| &**option).filter(|option| *option != "streaming=parallel").collect()
}
/// The version of an extension that is its entry in the catalog only (`scratch::extensions`).
pub(crate) const STAND_IN: &str = "stand-in";

/// What `ALL` of a table was before 17.
const ALL_BEFORE_17: &str = "DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE";

/// The grants with MAINTAIN taken out; a grantee with nothing else goes.
fn without_maintain(value: Option<&Value>) -> Vec<String> {
    let Some(Value::List(lines)) = value else { return Vec::new() };
    lines
        .iter()
        .filter_map(|line| {
            let (grantee, words) = privileges::split(line)?;
            let kept: Vec<&str> = words.filter(|word| word.trim_end_matches('*') != "MAINTAIN").collect();
            let kept = kept.join(", ");
            let kept = if kept == ALL_BEFORE_17 { "ALL".to_owned() } else { kept };
            (!kept.is_empty()).then(|| format!("{grantee}: {kept}"))
        })
        .collect()
}
