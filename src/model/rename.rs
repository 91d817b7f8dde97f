//! Objects that are missing under one name and there under another. A name that a server generated
//! is one change of the name; any other rename is suggested and never assumed, because nobody but
//! the author knows whether the data moved along.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::attribute::Attribute;
use super::catalog::Catalog;
use super::diff::{Change, Difference};
use super::object::{Object, ObjectKey, ObjectKind as K, Text, Value};

/// Where an object is, and everything about it but its name.
type Shape = (K, Text, Option<Text>, String);

/// Turns changes of constraints and indexes that differ only in names that look generated into one
/// change of the wanted one's name. Names depend on the order of creation, so two can also have
/// each other's.
pub(super) fn named(changes: Vec<Change>, from: &Catalog, to: &Catalog) -> Vec<Change> {
    let keys: BTreeSet<&ObjectKey> = changes
        .iter()
        .map(|change| &change.key)
        .filter(|key| matches!(key.kind, K::Constraint | K::Index) && looks_generated(key))
        .collect();
    if keys.len() < 2 {
        return changes;
    }
    let in_catalog =
        |catalog: &Catalog| keys.iter().copied().filter(|key| catalog.objects.contains(key)).collect();
    let pairs: Vec<(ObjectKey, ObjectKey)> = pairs(in_catalog(to), in_catalog(from), from, to)
        .into_values()
        // Which of several equal ones is which does not matter.
        .flat_map(|(wanted, had)| wanted.into_iter().cloned().zip(had.into_iter().cloned()))
        .filter(|(wanted, had)| wanted != had)
        .collect();
    if pairs.is_empty() {
        return changes;
    }
    let (wanted, had): (HashSet<&ObjectKey>, HashSet<&ObjectKey>) =
        pairs.iter().map(|(wanted, had)| (wanted, had)).unzip();
    let is_settled = |change: &Change| wanted.contains(&change.key) || had.contains(&change.key);
    let mut told: Vec<Change> = changes.iter().filter(|change| !is_settled(change)).cloned().collect();
    for (wanted, had) in &pairs {
        let (from, to) = (Value::Text(had.name.clone()), Value::Text(wanted.name.clone()));
        let difference = Difference::Differs { attribute: Attribute::Name, from: Some(from), to: Some(to) };
        told.push(Change::new(wanted, difference));
    }
    // Of a name that both sides have, one side's object can be without a partner.
    let shown = |catalog: &Catalog, key| catalog.objects.get(key).and_then(Object::shown);
    for key in had.difference(&wanted).filter(|key| to.objects.contains(key)) {
        told.push(Change::new(key, Difference::Missing { definition: shown(to, key) }));
    }
    for key in wanted.difference(&had).filter(|key| from.objects.contains(key)) {
        told.push(Change::new(key, Difference::Extra { definition: shown(from, key) }));
    }
    told.sort_by(|a, b| a.key.cmp(&b.key));
    told
}

/// For the keys of missing and extra objects that are one-to-one alike: the other's key.
pub(crate) fn suggest(changes: &[Change], from: &Catalog, to: &Catalog) -> HashMap<ObjectKey, ObjectKey> {
    let (mut missing, mut extra) = (Vec::new(), Vec::new());
    for change in changes.iter().filter(|change| can_be_renamed(change.key.kind)) {
        match change.difference {
            Difference::Missing { .. } => missing.push(&change.key),
            Difference::Extra { .. } => extra.push(&change.key),
            Difference::Differs { .. } => {}
        }
    }
    let mut suggested = HashMap::new();
    for (missing, extra) in pairs(missing, extra, from, to).into_values() {
        if let ([missing], [extra]) = (&missing[..], &extra[..]) {
            suggested.insert((*missing).clone(), (*extra).clone());
            suggested.insert((*extra).clone(), (*missing).clone());
        }
    }
    suggested
}

/// Not what is known by something else than a name of its own, nor what has nothing but a name.
fn can_be_renamed(kind: K) -> bool {
    !matches!(
        kind,
        K::Database
            | K::Schema
            | K::Extension
            | K::Cast
            | K::Transform
            | K::UserMapping
            | K::DefaultPrivileges
    )
}

/// Objects of the wanted catalog and of the one that is, by their shape, where there are both.
fn pairs<'a>(
    missing: Vec<&'a ObjectKey>,
    extra: Vec<&'a ObjectKey>,
    from: &Catalog,
    to: &Catalog,
) -> BTreeMap<Shape, (Vec<&'a ObjectKey>, Vec<&'a ObjectKey>)> {
    if missing.is_empty() || extra.is_empty() {
        return BTreeMap::new();
    }
    let mut pairs: BTreeMap<Shape, (Vec<&ObjectKey>, Vec<&ObjectKey>)> = BTreeMap::new();
    let (wanted, had) = (Members::of(to), Members::of(from));
    for key in missing {
        if let Some(shape) = wanted.shape(key) {
            pairs.entry(shape).or_default().0.push(key);
        }
    }
    for key in extra {
        if let Some(shape) = had.shape(key) {
            pairs.entry(shape).or_default().1.push(key);
        }
    }
    pairs.retain(|_, (missing, extra)| !missing.is_empty() && !extra.is_empty());
    pairs
}

/// A catalog by what its objects are on.
struct Members<'a> {
    catalog: &'a Catalog,
    on: HashMap<(&'a Text, &'a Text), Vec<&'a Object>>,
}

impl<'a> Members<'a> {
    fn of(catalog: &'a Catalog) -> Self {
        let mut on: HashMap<_, Vec<&Object>> = HashMap::new();
        for object in &catalog.objects {
            if let Some(parent) = &object.key.parent {
                on.entry((&object.key.schema, parent)).or_default().push(object);
            }
        }
        Self { catalog, on }
    }

    fn shape(&self, key: &ObjectKey) -> Option<Shape> {
        let object = self.catalog.objects.get(key)?;
        // Functions are known by their arguments, too.
        let (name, arguments) = match key.name.find('(') {
            Some(at) => key.name.split_at(at),
            None => (&*key.name, ""),
        };
        let mut lines = vec![arguments.to_owned()];
        lines.extend(described(object, name));
        let own = key.parent.is_none().then(|| self.on.get(&(&key.schema, &key.name))).flatten();
        let mut members: Vec<String> = own
            .into_iter()
            .flatten()
            .map(|member| {
                // Columns are what programs know a table by; names of the rest follow from its own.
                let known = if member.key.kind == K::Column { &*member.key.name } else { "" };
                let lines: Vec<String> = described(member, name).collect();
                format!("{} {known}\n{}", member.key.kind, lines.join("\n"))
            })
            .collect();
        members.sort();
        lines.extend(members);
        let shape = lines.join("\n");
        (!shape.is_empty()).then(|| (key.kind, key.schema.clone(), key.parent.clone(), shape))
    }
}

/// The facts of an object as lines in which a name is left out.
fn described<'a>(object: &'a Object, name: &'a str) -> impl Iterator<Item = String> + 'a {
    object
        .attributes
        .iter()
        .filter(|(attribute, _)| *attribute != Attribute::Position)
        .map(move |(attribute, value)| format!("{attribute}: {}", without(&value.to_string(), name)))
}

/// The text with a mark in place of a name where it stands as a word of its own.
fn without(text: &str, name: &str) -> String {
    if name.is_empty() {
        return text.to_owned();
    }
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, found) = rest.split_at(at);
        let after = &found[name.len()..];
        let inside = before.ends_with(is_word)
            || before.is_empty() && kept.ends_with(is_word)
            || after.starts_with(is_word);
        kept.push_str(before);
        kept.push_str(if inside { name } else { "\u{0}" });
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// Whether a server gave the name: that of the table, columns, and a word for the sort
/// (`ChooseIndexName` and `ChooseConstraintName` in the server's `indexcmds.c` and
/// `pg_constraint.c`), with a number where that was taken.
fn looks_generated(key: &ObjectKey) -> bool {
    const SORTS: [&str; 7] = ["_pkey", "_key", "_excl", "_idx", "_check", "_fkey", "_not_null"];
    let numbered = key.name.trim_end_matches(|c: char| c.is_ascii_digit());
    let Some(stem) = SORTS.iter().find_map(|sort| numbered.strip_suffix(sort)) else { return false };
    let Some(table) = &key.parent else { return false };
    // Names that would be longer than 63 bytes lose the ends of their parts.
    const SURE: usize = 24;
    let start = |text: &str| text.chars().take(SURE).collect::<String>();
    stem.starts_with(&**table) || key.name.len() >= 60 && start(stem) == start(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::diff::{Rules, diff};
    use crate::model::testing::catalog;

    fn suggested(from: &str, to: &str) -> Vec<String> {
        let (from, to) = (catalog(15, from), catalog(15, to));
        let changes = diff(&from, &to, &Rules::default());
        let renames = suggest(&changes, &from, &to);
        let mut lines: Vec<String> = renames.iter().map(|(one, other)| format!("{one} = {other}")).collect();
        lines.sort();
        lines
    }

    fn pair(one: &str, other: &str) -> Vec<String> {
        vec![format!("{one} = {other}"), format!("{other} = {one}")]
    }

    #[test]
    fn one_missing_and_one_alike_may_be_a_rename() {
        assert_eq!(
            suggested("column s.t.a type text\n column s.t.a position 2", "column s.t.b type text"),
            pair("column s.t.a", "column s.t.b")
        );
        assert_eq!(
            suggested("function s.f(a) body x", "function s.g(a) body x"),
            pair("function s.f(a)", "function s.g(a)")
        );
        for (from, to) in [
            ("column s.t.a type text", "column s.t.b type integer"),
            ("column s.t.a type text", "column s.u.b type text"),
            ("column s.t.a type text\n column s.t.c type text", "column s.t.b type text"),
            ("function s.f(a) body x", "function s.g(b) body x"),
            ("schema .a owner x", "schema .b owner x"),
        ] {
            assert_eq!(suggested(from, to), [""; 0], "{from} | {to}");
        }
    }

    #[test]
    fn a_table_is_renamed_with_all_that_is_on_it() {
        let table = |name: &str, more: &str| {
            format!(
                "table s.{name} owner x\n column s.{name}.id type integer\n constraint s.{name}.{name}_pkey definition PRIMARY KEY (id)
                constraint s.{name}.{name}_up definition FOREIGN KEY (up) REFERENCES s.{name}(id)
                trigger s.{name}.tr definition CREATE TRIGGER tr BEFORE INSERT ON s.{name} EXECUTE FUNCTION f()\n{more}"
            )
        };
        assert_eq!(suggested(&table("a", ""), &table("b", "")), pair("table s.a", "table s.b"));
        assert_eq!(suggested(&table("a", ""), &table("b", "column s.b.more type text")), [""; 0]);
    }

    #[test]
    fn another_generated_name_is_one_change_of_the_name() {
        let named_changes = |from: &str, to: &str| -> Vec<String> {
            let changes = diff(&catalog(15, from), &catalog(15, to), &Rules::default());
            let line = |change: &Change| match &change.difference {
                Difference::Differs { attribute, from: Some(from), to: Some(to) } => {
                    format!("{}: {attribute} {from} -> {to}", change.key)
                }
                other => format!("{} {}", other.as_str(), change.key),
            };
            changes.iter().map(line).collect()
        };
        let check = |name: &str, text: &str| format!("constraint s.t.{name} definition {text}\n");
        let two = |one: (&str, &str), other: (&str, &str)| check(one.0, one.1) + &check(other.0, other.1);
        let (a, b) = ("CHECK (a)", "CHECK (b)");
        assert_eq!(
            named_changes(&two(("t_check", a), ("t_check1", b)), &two(("t_check1", b), ("t_check2", a))),
            ["constraint s.t.t_check2: name t_check -> t_check2"]
        );
        assert_eq!(
            named_changes(&two(("t_check", a), ("t_check1", b)), &two(("t_check", b), ("t_check1", a))),
            [
                "constraint s.t.t_check: name t_check1 -> t_check",
                "constraint s.t.t_check1: name t_check -> t_check1"
            ]
        );
        assert_eq!(
            named_changes(&two(("t_check", a), ("t_check1", b)), &check("t_check", b)),
            ["constraint s.t.t_check: name t_check1 -> t_check", "extra constraint s.t.t_check"]
        );
        assert_eq!(
            named_changes(&check("t_check", "CHECK (a)"), &check("sane", "CHECK (a)")),
            ["missing constraint s.t.sane", "extra constraint s.t.t_check"]
        );
        assert_eq!(
            named_changes("index s.t.t_a_idx columns [a]", "index s.t.t_a_idx1 columns [a]"),
            ["index s.t.t_a_idx1: name t_a_idx -> t_a_idx1"]
        );
    }

    #[test]
    fn a_name_is_left_out_only_as_a_word() {
        assert_eq!(without("CREATE TRIGGER a ON s.a_b, s.a", "a"), "CREATE TRIGGER \0 ON s.a_b, s.\0");
        assert_eq!(without("aaa a", "a"), "aaa \0");
    }
}
