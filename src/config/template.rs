//! `${NAME}` and `${NAME:-default}` inside values. Replaced after YAML was read, so a password with
//! a `:`, a quotation mark or a line break stays one value.

use super::env_file;
use super::variables::Variables;

/// Why a value could not be filled in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TemplateError {
    /// The variable that is not set or empty.
    Missing(String),
    /// The text is not a template that we understand.
    Malformed(&'static str),
}

/// Whether the text asks for a variable.
pub(crate) fn has_variable(text: &str) -> bool {
    text.replace("$${", "").contains("${")
}

/// The name of the first variable that the text asks for.
pub(crate) fn first_variable(text: &str) -> Option<&str> {
    let (_, inside) = text.split_once("${")?;
    inside.split([':', '}']).next()
}

/// `text` with its variables replaced; `$${` stands for the two characters `${`.
pub(crate) fn fill(text: &str, variables: &Variables) -> Result<String, TemplateError> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        if rest[..start].ends_with('$') {
            filled.push_str(&rest[..start - 1]);
            filled.push_str("${");
            rest = &rest[start + 2..];
            continue;
        }
        filled.push_str(&rest[..start]);
        let inside = &rest[start + 2..];
        let end = inside.find('}').ok_or(TemplateError::Malformed("`${` without a closing `}`"))?;
        let (name, default) = match inside[..end].split_once(":-") {
            Some((name, default)) => (name, Some(default)),
            None => (&inside[..end], None),
        };
        if !env_file::is_name(name) || default.is_some_and(|default| default.contains("${")) {
            return Err(TemplateError::Malformed("only a variable name may stand in `${…}`"));
        }
        match variables.get(name).or(default) {
            Some(value) => filled.push_str(value),
            None => return Err(TemplateError::Missing(name.to_owned())),
        }
        rest = &inside[end + 1..];
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn variables_defaults_and_escapes() {
        let process = BTreeMap::from([
            ("PW".to_owned(), "a: ${B}\n\"x\"".to_owned()),
            ("EMPTY".to_owned(), String::new()),
        ]);
        let none: &[&str] = &[];
        let variables =
            Variables::gather(&process, none, std::path::Path::new("/nonexistent")).expect("gathered");
        for (text, expected) in [
            ("no variable, $1, $$body$$", Ok("no variable, $1, $$body$$")),
            ("<${PW}>", Ok("<a: ${B}\n\"x\">")),
            ("${EMPTY:-x y}${NONE:-}", Ok("x y")),
            ("$${PW} ${NONE:-$}", Ok("${PW} $")),
            ("${EMPTY}", Err(TemplateError::Missing("EMPTY".into()))),
            ("${", Err(TemplateError::Malformed("`${` without a closing `}`"))),
            ("${A-b}", Err(TemplateError::Malformed("only a variable name may stand in `${…}`"))),
            ("${A:-${B}}", Err(TemplateError::Malformed("only a variable name may stand in `${…}`"))),
        ] {
            assert_eq!(fill(text, &variables), expected.map(str::to_owned), "{text}");
        }
        assert!(has_variable("a${B}") && !has_variable("$${B}") && !has_variable("$B"));
    }
}
