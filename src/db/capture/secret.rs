//! Options that hold secrets. What may be one is replaced before anything else sees it: by a short
//! digest, so that two values still compare.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// A name that has one of these in it names a secret. Foreign-data wrappers choose the names of their
/// options themselves, so this is a guess, and rather hides too much.
const WORDS: [&str; 7] = ["pass", "pwd", "secret", "key", "token", "credential", "auth"];

/// Bytes of the digest that are shown.
const SHOWN: usize = 4;

/// An item as PostgreSQL keeps options, `name=value`, with its value hidden where it may be a secret.
pub(super) fn option(item: &str) -> String {
    match item.split_once('=') {
        Some((name, value)) => format!("{name}={}", value_of(name, value)),
        None => item.to_owned(),
    }
}

/// The parts of a connection string in either of its forms
/// (<https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING>), sorted.
pub(super) fn connection(text: &str) -> Vec<String> {
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        let (address, parameters) = text.split_once('?').unwrap_or((text, ""));
        let parameters = parameters.split('&').filter(|parameter| !parameter.is_empty()).map(option);
        let mut parts: Vec<String> = parameters.collect();
        parts.push(without_password(address));
        parts.sort();
        return parts;
    }
    match words(text) {
        Some(mut parts) => {
            parts.sort();
            parts
        }
        None => vec![hidden(text)],
    }
}

/// `name = value` pairs; values may be quoted. `None` where the text is something else.
fn words(text: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=')?;
        let name = name.trim();
        if !name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_') {
            return None;
        }
        let mut characters = after.trim_start().chars();
        let mut value = String::new();
        let quoted = characters.as_str().starts_with('\'');
        if quoted {
            characters.next();
        }
        loop {
            match characters.next() {
                Some('\\') => value.extend(characters.next()),
                Some('\'') if quoted => break,
                Some(space) if !quoted && space.is_whitespace() => break,
                Some(character) => value.push(character),
                None if quoted => return None,
                None => break,
            }
        }
        parts.push(format!("{name}={}", value_of(name, &value)));
        rest = characters.as_str().trim_start();
    }
    Some(parts)
}

fn value_of(name: &str, value: &str) -> String {
    let name = name.to_ascii_lowercase();
    if WORDS.iter().any(|word| name.contains(word)) { hidden(value) } else { without_password(value) }
}

/// A URL without the password in it, any other text as it is.
fn without_password(text: &str) -> String {
    let password = || {
        let (_, after) = text.split_once("://")?;
        let authority = after.split('/').next()?;
        let (user, _) = authority.rsplit_once('@')?;
        let (_, password) = user.split_once(':')?;
        (!password.is_empty()).then_some(password)
    };
    match password() {
        Some(password) => text.replacen(&format!(":{password}@"), &format!(":{}@", hidden(password)), 1),
        None => text.to_owned(),
    }
}

fn hidden(value: &str) -> String {
    let mut shown = "(hidden ".to_owned();
    for byte in &Sha256::digest(value.as_bytes())[..SHOWN] {
        // Writing to a String cannot fail.
        let _ = write!(shown, "{byte:02x}");
    }
    shown.push(')');
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_secret_is_hidden() {
        assert_eq!(option("host=db"), "host=db");
        assert_eq!(option("Password=secret"), "Password=(hidden 2bb80d53)");
        assert_eq!(option("api_key_id=a=b"), format!("api_key_id={}", hidden("a=b")));
        assert_eq!(option("uri=https://me:secret@there/x"), "uri=https://me:(hidden 2bb80d53)@there/x");
        assert_eq!(option("uri=https://me@there/a:b@c"), "uri=https://me@there/a:b@c");
        assert_eq!(option("odd"), "odd");
    }

    #[test]
    fn connections_in_both_forms() {
        assert_eq!(
            connection(r" user = me  password='se\'cret' host=db"),
            ["host=db".to_owned(), format!("password={}", hidden("se'cret")), "user=me".to_owned()]
        );
    }

    #[test]
    fn unknown_text_is_hidden_whole() {
        assert_eq!(connection("password"), [hidden("password")]);
        assert_eq!(connection("password='open"), [hidden("password='open")]);
        assert_eq!(connection("password='a''b' host=c"), [hidden("password='a''b' host=c")]);
        assert_eq!(
            connection("postgres://me:secret@db/x?sslpassword=secret&a=1"),
            ["a=1", "postgres://me:(hidden 2bb80d53)@db/x", "sslpassword=(hidden 2bb80d53)"]
        );
    }
}
