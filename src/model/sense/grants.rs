//! Which of two lists of privileges gives more.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::catalog::Catalog;
use crate::model::object::{ObjectKey, ObjectKind, Value};
use crate::model::privileges;

/// The privileges of an object in one of two catalogs, as the capture writes them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Privileges<'a> {
    value: Option<&'a Value>,
    key: &'a ObjectKey,
    major: u32,
    /// Whether the catalog has the object. What the server or an extension brought is there only
    /// where its privileges were changed, and what it had before is not known.
    is_known: bool,
}

impl<'a> Privileges<'a> {
    pub(super) fn of(value: Option<&'a Value>, key: &'a ObjectKey, catalog: &Catalog) -> Self {
        let is_known = key.kind == ObjectKind::DefaultPrivileges || catalog.objects.contains(key);
        Self { value, key, major: catalog.server_major, is_known }
    }

    /// What is granted here and not there: `app: INSERT`, a line per grantee. The owner is left out:
    /// whoever owns the object can always give the rest to itself.
    pub(super) fn more_than(self, other: Self) -> Vec<String> {
        let (has, than) = (Grants::of(self), Grants::of(other));
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
}

/// Who has what; a star after a privilege is the right to grant it on.
struct Grants<'a>(BTreeMap<&'a str, BTreeSet<&'a str>>);

impl<'a> Grants<'a> {
    fn of(of: Privileges<'a>) -> Self {
        let mut grants = BTreeMap::new();
        match of.value {
            // Lines such as `app: SELECT, UPDATE*`.
            Some(Value::List(lines)) => {
                for (grantee, words) in lines.iter().filter_map(|line| privileges::split(line)) {
                    grants.insert(grantee, words.collect());
                }
            }
            None if of.is_known => {
                grants.insert("PUBLIC", unasked(of.key, of.major).iter().copied().collect());
            }
            _ => {}
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
        // Those of a schema are granted besides.
        K::DefaultPrivileges if !key.schema.is_empty() => &[],
        K::DefaultPrivileges if key.name.ends_with(" on functions") => &["EXECUTE"],
        K::DefaultPrivileges if key.name.ends_with(" on types") => &["USAGE"],
        K::Schema if &*key.name == "public" && major < 15 => &["CREATE", "USAGE"],
        K::Schema if &*key.name == "public" => &["USAGE"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::catalog;

    fn list(lines: &[&str]) -> Option<Value> {
        Some(lines.iter().collect())
    }

    fn more(path: &str, has: (u32, &Option<Value>), than: (u32, &Option<Value>)) -> Vec<String> {
        let catalogs = [has.0, than.0].map(|major| catalog(major, &format!("{path} owner x")));
        let key = &catalogs[0].objects.iter().next().expect("one object").key;
        let has = Privileges::of(has.1.as_ref(), key, &catalogs[0]);
        has.more_than(Privileges::of(than.1.as_ref(), key, &catalogs[1]))
    }

    #[test]
    fn more_is_another_grantee_another_privilege_or_the_right_to_grant() {
        let table = |has: &[&str], than: &[&str]| more("table s.t", (15, &list(has)), (15, &list(than)));
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
        assert_eq!(more("function s.f()", (15, &None), (15, &nothing)), ["PUBLIC: EXECUTE"]);
        assert_eq!(more("function s.f()", (15, &nothing), (15, &None)), [""; 0]);
        assert_eq!(more("table s.t", (15, &None), (15, &list(&["app: SELECT"]))), [""; 0]);
        let usage = list(&["@owner: ALL", "PUBLIC: USAGE"]);
        assert_eq!(more("schema .public", (14, &None), (15, &usage)), ["PUBLIC: CREATE"]);
        assert_eq!(more("schema .public", (15, &None), (15, &usage)), [""; 0]);
    }

    #[test]
    fn what_the_server_brought_has_what_nobody_knows() {
        let (catalog, granted) = (catalog(15, ""), list(&["app: EXECUTE"]));
        let key = ObjectKey {
            kind: ObjectKind::Function,
            schema: "pg_catalog".into(),
            parent: None,
            name: "pg_stat_reset()".into(),
        };
        let [before, after] = [None, granted.as_ref()].map(|value| Privileges::of(value, &key, &catalog));
        assert_eq!(before.more_than(after), [""; 0]);
        assert_eq!(after.more_than(before), ["app: EXECUTE"]);
    }
}
