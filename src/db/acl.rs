//! Privileges in one form, whoever granted them and whoever owns the object.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::array::items;

/// What `acldefault` says for each sort of object: its letter there, then what the owner has, which
/// is everything there is to have, and what everybody has.
#[derive(Debug, Default)]
pub(super) struct Defaults(HashMap<char, Unasked>);

/// What an object has before anybody grants or revokes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Unasked {
    owner: BTreeSet<char>,
    public: BTreeSet<char>,
}

/// The sort of object, for `Defaults`.
pub(super) type Letter = char;

impl Defaults {
    /// Takes in the answer for one sort of object; the ACL as the server prints an array.
    pub(super) fn learn(&mut self, letter: &str, acl: &str) {
        let mut default = Unasked::default();
        for item in items(acl) {
            let (grantee, rest) = grantee(&item);
            let letters = rest.split('/').next().unwrap_or_default().chars().collect();
            if grantee.is_empty() { default.public = letters } else { default.owner = letters }
        }
        if let Some(letter) = letter.chars().next() {
            self.0.insert(letter, default);
        }
    }

    /// `ACL items` as the server prints them (`app=r*w/owner`) as one line per grantee:
    /// `app: SELECT*, UPDATE`. A star is the grant option; the grantor is left out, and the owner is
    /// `@owner`, so that another owner is one difference and not one per object; `ALL` is all there is
    /// for such an object, which is more from 17 on
    /// (<https://www.postgresql.org/docs/current/ddl-priv.html>). `None` when that is what nobody
    /// granted.
    pub(super) fn canonical(&self, letter: Letter, acl: &[String], owner: &str) -> Option<Vec<String>> {
        let grants = grants(acl, owner);
        if self.0.get(&letter).is_some_and(|default| is_default(&grants, default)) {
            return None;
        }
        Some(self.words(letter, &grants))
    }

    /// The same lines also where they are what nobody granted.
    pub(super) fn lines(&self, letter: Letter, acl: &[String], owner: &str) -> Vec<String> {
        self.words(letter, &grants(acl, owner))
    }

    /// The lines of what nobody granted.
    pub(super) fn unasked(&self, letter: Letter) -> Vec<String> {
        let Some(default) = self.0.get(&letter) else { return Vec::new() };
        let grant = |has: &BTreeSet<char>| Grant { has: has.clone(), grantable: BTreeSet::new() };
        let mut grants = BTreeMap::from([
            ("@owner".to_owned(), grant(&default.owner)),
            ("PUBLIC".to_owned(), grant(&default.public)),
        ]);
        grants.retain(|_, grant| !grant.has.is_empty());
        self.words(letter, &grants)
    }

    fn words(&self, letter: Letter, grants: &BTreeMap<String, Grant>) -> Vec<String> {
        let everything = self.0.get(&letter).map(|default| &default.owner);
        grants.iter().map(|(grantee, grant)| format!("{grantee}: {}", grant.words(everything))).collect()
    }
}

/// What each role has, the owner and everybody under the names of [`Defaults::canonical`].
fn grants(acl: &[String], owner: &str) -> BTreeMap<String, Grant> {
    let mut grants: BTreeMap<String, Grant> = BTreeMap::new();
    for item in acl {
        let (grantee, rest) = grantee(item);
        let grantee = match grantee.as_str() {
            "" => "PUBLIC".to_owned(),
            name if name == owner => "@owner".to_owned(),
            _ => grantee,
        };
        let letters = rest.split('/').next().unwrap_or_default();
        let grant = grants.entry(grantee).or_default();
        for (at, letter) in letters.char_indices().filter(|(_, letter)| *letter != '*') {
            grant.has.insert(letter);
            if letters[at + letter.len_utf8()..].starts_with('*') {
                grant.grantable.insert(letter);
            }
        }
    }
    grants.retain(|_, grant| !grant.has.is_empty());
    grants
}

/// What one role has.
#[derive(Debug, Default)]
struct Grant {
    has: BTreeSet<char>,
    grantable: BTreeSet<char>,
}

impl Grant {
    fn words(&self, everything: Option<&BTreeSet<char>>) -> String {
        if Some(&self.has) == everything && self.has.len() > 1 {
            if self.grantable.is_empty() {
                return "ALL".to_owned();
            }
            if self.grantable == self.has {
                return "ALL*".to_owned();
            }
        }
        let mut words: Vec<String> = self
            .has
            .iter()
            .map(|letter| {
                format!("{}{}", privilege(*letter), if self.grantable.contains(letter) { "*" } else { "" })
            })
            .collect();
        words.sort();
        words.join(", ")
    }
}

fn is_default(grants: &BTreeMap<String, Grant>, default: &Unasked) -> bool {
    let has = |grantee: &str| grants.get(grantee).map(|grant| &grant.has);
    let empty = BTreeSet::new();
    grants.keys().all(|grantee| grantee == "@owner" || grantee == "PUBLIC")
        && grants.values().all(|grant| grant.grantable.is_empty())
        && has("@owner").unwrap_or(&empty) == &default.owner
        && has("PUBLIC").unwrap_or(&empty) == &default.public
}

/// The role before the `=`, without the quotes the server puts around unusual names, and the rest.
fn grantee(item: &str) -> (String, &str) {
    let Some(quoted) = item.strip_prefix('"') else {
        let (name, rest) = item.split_once('=').unwrap_or((item, ""));
        return (name.to_owned(), rest);
    };
    let mut name = String::new();
    let mut rest = quoted;
    while let Some((part, after)) = rest.split_once('"') {
        name.push_str(part);
        match after.strip_prefix('"') {
            Some(more) => {
                name.push('"');
                rest = more;
            }
            None => return (name, after.strip_prefix('=').unwrap_or(after)),
        }
    }
    (name, rest)
}

fn privilege(letter: char) -> &'static str {
    match letter {
        'r' => "SELECT",
        'a' => "INSERT",
        'w' => "UPDATE",
        'd' => "DELETE",
        'D' => "TRUNCATE",
        'x' => "REFERENCES",
        't' => "TRIGGER",
        'm' => "MAINTAIN",
        'X' => "EXECUTE",
        'U' => "USAGE",
        'C' => "CREATE",
        'c' => "CONNECT",
        'T' => "TEMPORARY",
        's' => "SET",
        'A' => "ALTER SYSTEM",
        _ => "a privilege this version of lockstep does not know",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(acl: &[&str]) -> Option<Vec<String>> {
        let mut defaults = Defaults::default();
        defaults.learn("f", "{=X/me,me=X/me}");
        defaults.learn("r", "{me=arw/me}");
        let acl: Vec<String> = acl.iter().map(ToString::to_string).collect();
        defaults.canonical('r', &acl, "me")
    }

    #[test]
    fn one_line_per_grantee() {
        let lines = canonical(&["me=arw/me", "=r/me", "app=r/me", "app=r*w/boss", "\"a \"\"b=\"=U/me"]);
        assert_eq!(
            lines.expect("something was granted"),
            ["@owner: ALL", "PUBLIC: SELECT", "a \"b=: USAGE", "app: SELECT*, UPDATE"]
        );
    }

    #[test]
    fn what_nobody_granted_is_nothing() {
        assert_eq!(canonical(&["me=arw/me"]), None);
        assert_eq!(canonical(&["me=aw/me"]).expect("revoked"), ["@owner: INSERT, UPDATE"]);
        assert_eq!(canonical(&[]).expect("all revoked"), [""; 0]);
        let mut defaults = Defaults::default();
        defaults.learn("n", "{me=UC/me}");
        assert_eq!(defaults.unasked('n'), ["@owner: ALL"]);
        assert_eq!(defaults.lines('n', &["me=UC/me".to_owned()], "me"), ["@owner: ALL"]);
        assert_eq!(canonical(&["me=a*r*w*/me"]).expect("granted"), ["@owner: ALL*"]);
    }
}
