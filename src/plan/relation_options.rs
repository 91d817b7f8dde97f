//! Options of relations as `WITH`, `SET` and `RESET` say them. The catalog keeps `name=value`.

use crate::model::object::Text;
use crate::model::quote::quote_literal;

/// ` WITH (name=value, …)`; nothing without options.
pub(super) fn with(options: &[Text]) -> String {
    if options.is_empty() { String::new() } else { format!(" WITH ({})", said(options.iter())) }
}

/// What `ALTER … SET` and `RESET` have to say so that the options that are become the wanted ones.
pub(super) fn changes(is: &[Text], wanted: &[Text]) -> Vec<String> {
    let mut changes = Vec::new();
    let set: Vec<&Text> = wanted.iter().filter(|option| !is.contains(option)).collect();
    if !set.is_empty() {
        changes.push(format!("SET ({})", said(set.into_iter())));
    }
    let is_set = |option: &Text| wanted.iter().any(|other| name(other) == name(option));
    let reset: Vec<&str> = is.iter().filter(|option| !is_set(option)).map(|option| name(option)).collect();
    if !reset.is_empty() {
        changes.push(format!("RESET ({})", reset.join(", ")));
    }
    changes
}

/// The names of the options that differ.
pub(super) fn differing<'a>(is: &'a [Text], wanted: &'a [Text]) -> Vec<&'a str> {
    let mut names: Vec<&str> = is
        .iter()
        .filter(|option| !wanted.contains(option))
        .chain(wanted.iter().filter(|option| !is.contains(option)))
        .map(|option| name(option))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn name(option: &str) -> &str {
    option.split_once('=').map_or(option, |(name, _)| name)
}

fn said<'a>(options: impl Iterator<Item = &'a Text>) -> String {
    let said = |option: &Text| {
        let Some((name, value)) = option.split_once('=') else { return option.to_string() };
        let is_plain = !value.is_empty()
            && (value.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
                || value.parse::<f64>().is_ok_and(f64::is_finite));
        let value = if is_plain { value.to_owned() } else { quote_literal(value) };
        format!("{name}={value}")
    };
    options.map(said).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(options: &[&str]) -> Vec<Text> {
        options.iter().map(|option| Text::from(*option)).collect()
    }

    #[test]
    fn what_is_set_and_what_is_reset() {
        let is = texts(&["check_option=local", "security_barrier=true"]);
        let wanted = texts(&["check_option=cascaded", "security_invoker=true"]);
        assert_eq!(
            changes(&is, &wanted),
            ["SET (check_option=cascaded, security_invoker=true)", "RESET (security_barrier)"]
        );
        assert_eq!(changes(&is, &is), [""; 0]);
        assert_eq!(differing(&is, &wanted), ["check_option", "security_barrier", "security_invoker"]);
        assert_eq!(with(&texts(&["fillfactor=90", "odd=it's"])), " WITH (fillfactor=90, odd='it''s')");
    }
}
