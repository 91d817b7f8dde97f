//! Options of foreign-data wrappers, servers and user mappings: `name=value`, where the value of a secret
//! is not known.

use crate::model::attribute::Attribute;
use crate::model::object::Object;
use crate::model::quote::{quote_literal, quote_name};
use crate::plan::site::list;

/// The beginning of what stands for a hidden value; a digest and a parenthesis follow.
const HIDDEN: &str = "(hidden ";

/// Whether a value is not shown, or not all of it.
pub(super) fn is_hidden(value: &str) -> bool {
    value.split(HIDDEN).skip(1).any(|after| {
        after.split_once(')').is_some_and(|(digest, _)| {
            digest.len() == 8 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    })
}

fn options(object: &Object) -> Vec<(&str, &str)> {
    list(object, Attribute::Options).iter().map(|item| item.split_once('=').unwrap_or((item, ""))).collect()
}

/// Why an object cannot be made: it has secrets.
fn secret(object: &Object, names: &[&str], statement: &str) -> String {
    format!(
        "the value of {} may be a secret and is not known here: run {statement} of {} by hand with it",
        names.join(", "),
        object.key
    )
}

/// Whether any of the options is a secret.
pub(super) fn has_secrets(object: &Object) -> bool {
    options(object).iter().any(|(_, value)| is_hidden(value))
}

/// `OPTIONS (…)` of a new object; nothing where it has none.
pub(super) fn created(wanted: &Object, statement: &str) -> Result<Option<String>, String> {
    let options = options(wanted);
    let hidden: Vec<&str> =
        options.iter().filter(|(_, value)| is_hidden(value)).map(|(name, _)| *name).collect();
    if !hidden.is_empty() {
        return Err(secret(wanted, &hidden, statement));
    }
    let options: Vec<String> = options.iter().map(|(name, value)| said(name, value)).collect();
    Ok(clause(&options))
}

/// `OPTIONS (ADD …, SET …, DROP …)`; nothing where they are the same.
pub(super) fn altered(is: &Object, wanted: &Object, statement: &str) -> Result<Option<String>, String> {
    let (have, want) = (options(is), options(wanted));
    let value_in = |options: &[(&str, &str)], name: &str| -> Option<String> {
        options.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    };
    let mut changes: Vec<String> = have
        .iter()
        .filter(|(name, _)| value_in(&want, name).is_none())
        .map(|(name, _)| format!("DROP {}", quote_name(name)))
        .collect();
    let mut hidden = Vec::new();
    for (name, value) in &want {
        let verb = match value_in(&have, name) {
            Some(had) if had == *value => continue,
            Some(_) => "SET",
            None => "ADD",
        };
        if is_hidden(value) {
            hidden.push(*name);
        }
        changes.push(format!("{verb} {}", said(name, value)));
    }
    match hidden.is_empty() {
        true => Ok(clause(&changes)),
        false => Err(secret(wanted, &hidden, statement)),
    }
}

fn said(name: &str, value: &str) -> String {
    format!("{} {}", quote_name(name), quote_literal(value).trim_start())
}

fn clause(options: &[String]) -> Option<String> {
    match options {
        [] => None,
        [one] => Some(format!("OPTIONS ({one})")),
        several => Some(format!("OPTIONS (\n    {}\n  )", several.join(",\n    "))),
    }
}

#[cfg(test)]
mod tests {
    use super::is_hidden;

    #[test]
    fn a_digest_is_no_value() {
        assert!(is_hidden("(hidden 2bb80d53)"));
        assert!(is_hidden("https://me:(hidden 2bb80d53)@there/x"));
        assert!(!is_hidden("(hidden away)"));
        assert!(!is_hidden("hidden"));
    }
}
