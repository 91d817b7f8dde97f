//! Objects that are missing under one name and there under another. A name that a server generated
//! is one change of the name; any other rename is suggested and never assumed, because nobody but
//! the author knows whether the data moved along.

use std::collections::{BTreeMap, HashMap};

use super::attribute::Attribute;
use super::catalog::Catalog;
use super::diff::{Change, Difference};
use super::object::{Object, ObjectKey, ObjectKind as K, Text, Value};

/// Where an object is, and everything about it but its name.
type Shape = (K, Text, Option<Text>, String);

/// Joins each missing and extra constraint or index that differ only in names that look generated
/// into one change of the wanted one's name.
pub(super) fn named(changes: Vec<Change>, from: &Catalog, to: &Catalog) -> Vec<Change> {
    let generated = |change: &&Change| {
        matches!(change.key.kind, K::Constraint | K::Index) && looks_generated(&change.key)
    };
    let mut olds: HashMap<ObjectKey, ObjectKey> = HashMap::new();
    for (missing, extra) in pairs(changes.iter().filter(generated), from, to).into_values() {
        // Which of two equal ones is which does not matter.
        olds.extend(missing.into_iter().cloned().zip(extra.into_iter().cloned()));
    }
    if olds.is_empty() {
        return changes;
    }
    let gone: Vec<ObjectKey> = olds.values().cloned().collect();
    let joined = |change: Change| match (&change.difference, olds.get(&change.key)) {
        (Difference::Missing { .. }, Some(old)) => {
            let (from, to) = (Value::Text(old.name.clone()), Value::Text(change.key.name.clone()));
            let difference =
                Difference::Differs { attribute: Attribute::Name, from: Some(from), to: Some(to) };
            Some(Change::new(&change.key, difference))
        }
        (Difference::Extra { .. }, _) if gone.contains(&change.key) => None,
        _ => Some(change),
    };
    changes.into_iter().filter_map(joined).collect()
}

/// For the keys of missing and extra objects that are one-to-one alike: the other's key.
pub(super) fn suggest(changes: &[Change], from: &Catalog, to: &Catalog) -> HashMap<ObjectKey, ObjectKey> {
    let candidates = changes.iter().filter(|change| can_be_renamed(change.key.kind));
    let mut suggested = HashMap::new();
    for (missing, extra) in pairs(candidates, from, to).into_values() {
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

/// The missing and the extra objects by their shape, where there are both.
fn pairs<'a>(
    changes: impl Iterator<Item = &'a Change>,
    from: &Catalog,
    to: &Catalog,
) -> BTreeMap<Shape, (Vec<&'a ObjectKey>, Vec<&'a ObjectKey>)> {
    let (mut missing, mut extra) = (Vec::new(), Vec::new());
    for change in changes {
        match change.difference {
            Difference::Missing { .. } => missing.push(&change.key),
            Difference::Extra { .. } => extra.push(&change.key),
            Difference::Differs { .. } => {}
        }
    }
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
        assert_eq!(
            named_changes(
                &(check("t_check", "CHECK (a)") + &check("t_check1", "CHECK (b)")),
                &(check("t_check1", "CHECK (b)") + &check("t_check2", "CHECK (a)")),
            ),
            ["constraint s.t.t_check2: name t_check -> t_check2"]
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
