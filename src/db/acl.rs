//! Privileges in one form, whoever granted them and whoever owns the object.

use std::collections::{BTreeMap, BTreeSet};

/// `ACL items` as the server prints them (`app=r*w/owner`) as one line per grantee:
/// `app: SELECT*, UPDATE`. A star is the grant option; the grantor is left out, and the owner is
/// `@owner`, so that another owner is one difference and not one per object
/// (<https://www.postgresql.org/docs/current/ddl-priv.html>).
pub(super) fn canonical(items: &[String], owner: &str) -> Vec<String> {
    let mut grants: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut grantable: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for item in items {
        let (grantee, rest) = grantee(item);
        let grantee = match grantee.as_str() {
            "" => "PUBLIC".to_owned(),
            name if name == owner => "@owner".to_owned(),
            _ => grantee,
        };
        let letters = rest.split('/').next().unwrap_or_default();
        for (at, letter) in letters.char_indices().filter(|(_, letter)| *letter != '*') {
            let word = privilege(letter);
            if letters[at + letter.len_utf8()..].starts_with('*') {
                grantable.entry(grantee.clone()).or_default().insert(word);
            }
            grants.entry(grantee.clone()).or_default().insert(word);
        }
    }
    let line = |(grantee, words): (&String, &BTreeSet<&str>)| {
        let starred = grantable.get(grantee);
        let words: Vec<String> = words
            .iter()
            .map(|word| match starred.is_some_and(|starred| starred.contains(word)) {
                true => format!("{word}*"),
                false => (*word).to_owned(),
            })
            .collect();
        format!("{grantee}: {}", words.join(", "))
    };
    grants.iter().map(line).collect()
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
    use super::canonical;

    #[test]
    fn one_line_per_grantee() {
        let items = ["me=arw/me", "=r/me", "app=r/me", "app=r*w/boss", "\"a \"\"b=\"=U/me"].map(String::from);
        assert_eq!(
            canonical(&items, "me"),
            ["@owner: INSERT, SELECT, UPDATE", "PUBLIC: SELECT", "a \"b=: USAGE", "app: SELECT*, UPDATE"]
        );
        assert!(canonical(&[], "me").is_empty());
    }
}
