//! The lines of the attribute `privileges`: `grantee: SELECT*, UPDATE`, one per grantee, sorted. A star is
//! the grant option, `@owner` the owner; without anything granted there is no such attribute.

use std::collections::{BTreeMap, BTreeSet};

use super::attribute::Attribute;
use super::object::{Object, ObjectKind, Text, Value};

/// Who a line is about, and what that one has.
pub(crate) fn split(line: &str) -> Option<(&str, impl Iterator<Item = &str>)> {
    line.rsplit_once(": ").map(|(grantee, words)| (grantee, words.split(", ")))
}

/// Who a line is about.
pub(super) fn grantee(line: &str) -> &str {
    split(line).map_or(line, |(grantee, _)| grantee)
}

/// Gives the object these lines; none where they say no more than what it has from the start.
pub(super) fn set(object: &mut Object, lines: Vec<Text>) {
    if is_unasked(object.key.kind, &lines) {
        object.attributes.remove(Attribute::Privileges);
    } else {
        object.attributes.insert(Attribute::Privileges, Value::List(lines.into()));
    }
}

/// The lines with other names for grantees; two that become one role have what both had.
pub(super) fn renamed(lines: &[Text], rename: impl Fn(&str) -> String) -> Vec<Text> {
    let mut grants: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for line in lines {
        let Some((grantee, words)) = split(line) else { continue };
        grants.entry(rename(grantee)).or_default().extend(words);
    }
    let line = |(grantee, mut words): (String, BTreeSet<&str>)| {
        let all = ["ALL*", "ALL"].into_iter().find(|all| words.contains(all));
        if let Some(all) = all {
            words = BTreeSet::from([all]);
        }
        // With and without the grant option is with it.
        let weaker: Vec<&str> = words.iter().filter_map(|word| word.strip_suffix('*')).collect();
        words.retain(|word| !weaker.contains(word));
        format!("{grantee}: {}", words.into_iter().collect::<Vec<_>>().join(", ")).into()
    };
    grants.into_iter().map(line).collect()
}

/// Whether the lines are what an object of this kind has from the start
/// (<https://www.postgresql.org/docs/current/ddl-priv.html>).
fn is_unasked(kind: ObjectKind, lines: &[Text]) -> bool {
    use ObjectKind as Kind;
    let unasked: &[&str] = match kind {
        Kind::Column | Kind::DefaultPrivileges => &[],
        Kind::Function | Kind::Procedure | Kind::Aggregate => &["@owner: EXECUTE", "PUBLIC: EXECUTE"],
        Kind::Language | Kind::Enum | Kind::Domain | Kind::Composite | Kind::Range | Kind::BaseType => {
            &["@owner: USAGE", "PUBLIC: USAGE"]
        }
        Kind::Server | Kind::ForeignDataWrapper => &["@owner: USAGE"],
        Kind::Database => &["@owner: ALL", "PUBLIC: CONNECT, TEMPORARY"],
        _ => &["@owner: ALL"],
    };
    lines.iter().map(|line| &**line).eq(unasked.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_roles_that_become_one_have_what_both_had() {
        let lines = ["@owner: ALL", "app: INSERT, SELECT", "app_prod: SELECT*", "b: ALL", "c: SELECT"];
        let lines: Vec<Text> = lines.map(Text::from).to_vec();
        let rename = |role: &str| match role {
            "app_prod" => "app".to_owned(),
            "c" => "b".to_owned(),
            other => other.to_owned(),
        };
        let shown: Vec<String> = renamed(&lines, rename).iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["@owner: ALL", "app: INSERT, SELECT*", "b: ALL"]);
    }
}
