//! Lists of `name=value`: options of storage, and those of foreign objects.

use std::collections::BTreeMap;

use crate::model::attribute::Attribute;
use crate::model::object::Object;
use crate::model::quote::{quote_literal, quote_name};
use crate::plan::site::list;

/// What a hidden value begins with: the catalog has no more than a digest of it.
const HIDDEN: &str = "(hidden ";

/// The options by name.
fn options(object: &Object, attribute: Attribute) -> BTreeMap<&str, &str> {
    list(object, attribute).iter().map(|item| item.split_once('=').unwrap_or((item, ""))).collect()
}

/// `WITH (fillfactor = 80)`, or nothing.
pub(in crate::plan::kinds) fn with(object: &Object) -> Option<String> {
    let options = options(object, Attribute::Options);
    let items: Vec<String> = options.iter().map(|(name, value)| assignment(name, value)).collect();
    (!items.is_empty()).then(|| format!("WITH ({})", items.join(", ")))
}

/// `SET (fillfactor = 80)` and `RESET (autovacuum_enabled)`, as far as they are needed.
pub(in crate::plan::kinds) fn set_and_reset(is: Option<&Object>, wanted: &Object) -> Vec<String> {
    let had = is.map(|is| options(is, Attribute::Options)).unwrap_or_default();
    let wanted = options(wanted, Attribute::Options);
    let set: Vec<String> = wanted
        .iter()
        .filter(|(name, value)| had.get(*name) != Some(value))
        .map(|(name, value)| assignment(name, value))
        .collect();
    let reset: Vec<String> =
        had.keys().filter(|name| !wanted.contains_key(*name)).map(|name| label(name)).collect();
    let mut actions = Vec::new();
    if !reset.is_empty() {
        actions.push(format!("RESET ({})", reset.join(", ")));
    }
    if !set.is_empty() {
        actions.push(format!("SET ({})", set.join(", ")));
    }
    actions
}

fn assignment(name: &str, value: &str) -> String {
    let is_number = value.parse::<f64>().is_ok()
        && value.starts_with(|first: char| first.is_ascii_digit() || first == '-');
    let is_word = matches!(value, "true" | "false" | "on" | "off" | "auto");
    let value = if is_number || is_word { value.to_owned() } else { quote_literal(value) };
    format!("{} = {value}", label(name))
}

/// `toast.autovacuum_enabled` has its first word for itself.
fn label(name: &str) -> String {
    match name.split_once('.') {
        Some((space, name)) => format!("{}.{}", quote_name(space), quote_name(name)),
        None => quote_name(name),
    }
}

/// `OPTIONS (name 'value')`, or nothing.
pub(in crate::plan::kinds) fn foreign(
    object: &Object,
    attribute: Attribute,
) -> Result<Option<String>, String> {
    let options = options(object, attribute);
    let items: Vec<String> =
        options.iter().map(|(name, value)| foreign_item(name, value)).collect::<Result<_, _>>()?;
    Ok((!items.is_empty()).then(|| format!("OPTIONS ({})", items.join(", "))))
}

/// `OPTIONS (ADD a '1', SET b '2', DROP c)`, or nothing.
pub(in crate::plan::kinds) fn foreign_changes(
    is: Option<&Object>,
    wanted: &Object,
    attribute: Attribute,
) -> Result<Option<String>, String> {
    let had = is.map(|is| options(is, attribute)).unwrap_or_default();
    let wanted = options(wanted, attribute);
    let mut items = Vec::new();
    for (name, value) in &wanted {
        match had.get(name) {
            Some(same) if same == value => {}
            Some(_) => items.push(format!("SET {}", foreign_item(name, value)?)),
            None => items.push(format!("ADD {}", foreign_item(name, value)?)),
        }
    }
    let gone = had.keys().filter(|name| !wanted.contains_key(*name));
    items.extend(gone.map(|name| format!("DROP {}", quote_name(name))));
    Ok((!items.is_empty()).then(|| format!("OPTIONS ({})", items.join(", "))))
}

fn foreign_item(name: &str, value: &str) -> Result<String, String> {
    if value.contains(HIDDEN) {
        return Err(format!(
            "option {name} may hold a secret, which is never read: set it with ALTER … OPTIONS by hand"
        ));
    }
    Ok(format!("{} {}", quote_name(name), quote_literal(value).trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_where_they_are_no_words_of_the_grammar() {
        assert_eq!(assignment("fillfactor", "80"), "fillfactor = 80");
        assert_eq!(assignment("toast.autovacuum_enabled", "off"), "toast.autovacuum_enabled = off");
        assert_eq!(assignment("n_distinct", "-0.5"), "n_distinct = -0.5");
        assert_eq!(assignment("buffering", "a'b"), "buffering = 'a''b'");
    }

    #[test]
    fn a_secret_is_not_written() {
        assert!(foreign_item("password", "(hidden 2bb80d53)").is_err());
        assert_eq!(foreign_item("Host", "db"), Ok("\"Host\" 'db'".to_owned()));
    }
}
