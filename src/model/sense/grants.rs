//! Which of two lists of privileges gives more.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::object::{ObjectKey, ObjectKind, Value};

/// Who has what; a star after a privilege is the right to grant it on.
struct Grants<'a>(BTreeMap<&'a str, BTreeSet<&'a str>>);

impl<'a> Grants<'a> {
    /// The lines as the capture writes them, `app: SELECT, UPDATE*`; none = what nobody granted.
    fn of(value: Option<&'a Value>, key: &ObjectKey, major: u32) -> Self {
        let mut grants = BTreeMap::new();
        match value {
            Some(Value::List(lines)) => {
                for (grantee, words) in lines.iter().filter_map(|line| line.rsplit_once(": ")) {
                    grants.insert(grantee, words.split(", ").collect());
                }
            }
            Some(Value::Text(_)) => {}
            None => {
                grants.insert("PUBLIC", unasked(key, major).iter().copied().collect());
            }
        }
        Self(grants)
    }

    fn covers(&self, grantee: &str, privilege: &str) -> bool {
        let word = privilege.trim_end_matches('*');
        let starred = |has: &BTreeSet<&str>| has.contains("ALL*") || has.contains(&*format!("{word}*"));
        let plain = |has: &BTreeSet<&str>| has.contains("ALL") || has.contains(word);
        let covered = |has: &BTreeSet<&str>| starred(has) || !privilege.ends_with('*') && plain(has);
        // What everybody may, this one may, too.
        [grantee, "PUBLIC"].iter().any(|name| self.0.get(name).is_some_and(covered))
    }
}

/// What everybody may with an object before anybody grants or revokes
/// (<https://www.postgresql.org/docs/current/ddl-priv.html>, the table of default privileges).
fn unasked(key: &ObjectKey, major: u32) -> &'static [&'static str] {
    use ObjectKind as K;
    match key.kind {
        K::Function | K::Procedure | K::Aggregate => &["EXECUTE"],
        K::Enum | K::Domain | K::Composite | K::Range | K::BaseType | K::Language => &["USAGE"],
        K::Database => &["CONNECT", "TEMPORARY"],
        K::Schema if &*key.name == "public" && major < 15 => &["CREATE", "USAGE"],
        K::Schema if &*key.name == "public" => &["USAGE"],
        _ => &[],
    }
}

/// What is granted in `has` and not in `than`: `app: INSERT`, a line per grantee. The owner is left
/// out: whoever owns the object can always give the rest to itself.
pub(super) fn more(
    key: &ObjectKey,
    (has, has_major): (Option<&Value>, u32),
    (than, than_major): (Option<&Value>, u32),
) -> Vec<String> {
    let (has, than) = (Grants::of(has, key, has_major), Grants::of(than, key, than_major));
    has.0
        .iter()
        .filter(|(grantee, _)| **grantee != "@owner")
        .filter_map(|(grantee, words)| {
            let more: Vec<&str> =
                words.iter().copied().filter(|privilege| !than.covers(grantee, privilege)).collect();
            (!more.is_empty()).then(|| format!("{grantee}: {}", more.join(", ")))
        })
        .collect()
}

/// Whether default privileges let anybody but the owner do something with what is made later.
pub(super) fn gives_others(value: Option<&Value>) -> bool {
    match value {
        Some(Value::List(lines)) => lines.iter().any(|line| !line.starts_with("@owner: ")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(kind: ObjectKind, name: &str) -> ObjectKey {
        ObjectKey { kind, schema: "s".into(), parent: None, name: name.into() }
    }

    fn list(lines: &[&str]) -> Option<Value> {
        Some(lines.iter().collect())
    }

    fn more_of(kind: ObjectKind, has: &Option<Value>, than: &Option<Value>) -> Vec<String> {
        more(&key(kind, "public"), (has.as_ref(), 15), (than.as_ref(), 15))
    }

    #[test]
    fn more_is_another_grantee_another_privilege_or_the_right_to_grant() {
        let table = |has: &[&str], than: &[&str]| more_of(ObjectKind::Table, &list(has), &list(than));
        assert_eq!(table(&["app: SELECT", "x: SELECT"], &["app: SELECT"]), ["x: SELECT"]);
        assert_eq!(table(&["app: INSERT, SELECT"], &["app: SELECT"]), ["app: INSERT"]);
        assert_eq!(table(&["app: SELECT*"], &["app: SELECT"]), ["app: SELECT*"]);
        assert_eq!(table(&["app: ALL"], &["app: SELECT"]), ["app: ALL"]);
        for narrower in [&["app: SELECT"][..], &["app: SELECT, UPDATE"], &[], &["@owner: ALL"]] {
            assert_eq!(table(narrower, &["app: ALL"]), [""; 0], "{narrower:?}");
        }
        assert_eq!(table(&["app: SELECT"], &["PUBLIC: SELECT"]), [""; 0]);
    }

    #[test]
    fn what_nobody_granted_is_what_the_server_gives() {
        let nothing = list(&["@owner: EXECUTE"]);
        assert_eq!(more_of(ObjectKind::Function, &None, &nothing), ["PUBLIC: EXECUTE"]);
        assert_eq!(more_of(ObjectKind::Function, &nothing, &None), [""; 0]);
        assert_eq!(more_of(ObjectKind::Table, &None, &list(&["app: SELECT"])), [""; 0]);
        let usage = list(&["@owner: ALL", "PUBLIC: USAGE"]);
        let schema = |major| more(&key(ObjectKind::Schema, "public"), (None, major), (usage.as_ref(), 15));
        assert_eq!((schema(14), schema(15)), (vec!["PUBLIC: CREATE".to_owned()], vec![]));
    }
}
