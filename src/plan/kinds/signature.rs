//! Printed signatures, `schema.name(type, type)`, and lists of names taken apart. Everything in them is
//! already quoted where it has to be.

use crate::model::attribute::Attribute;
use crate::model::object::Object;

/// The name and the arguments, without their parentheses.
pub(super) fn split(signature: &str) -> (&str, &str) {
    match outside(signature, '(') {
        Some(at) => {
            let arguments = signature[at + 1..].trim_end();
            (signature[..at].trim_end(), arguments.strip_suffix(')').unwrap_or(arguments))
        }
        None => (signature, ""),
    }
}

/// The name alone, as statements want it that choose the function by its place.
pub(super) fn name_of(signature: &str) -> &str {
    split(signature).0
}

/// The name of the function in an attribute.
pub(super) fn function(object: &Object, attribute: Attribute) -> Option<&str> {
    object.attributes.text(attribute).map(name_of)
}

/// The items of a list with commas, but for those inside quotes and parentheses.
pub(super) fn items(list: &str) -> Vec<&str> {
    let mut items = Vec::new();
    let mut rest = list;
    while let Some(at) = outside(rest, ',') {
        items.push(rest[..at].trim());
        rest = &rest[at + 1..];
    }
    if !rest.trim().is_empty() {
        items.push(rest.trim());
    }
    items
}

/// Where a character is first, outside of quotes and, unless it is one itself, of parentheses.
pub(super) fn outside(text: &str, wanted: char) -> Option<usize> {
    let mut quote = None;
    let mut depth = 0u32;
    let mut is_escaped = false;
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        match quote {
            // In an E'' literal, a backslash takes the next character's meaning away.
            Some((open, escapes)) => match character {
                _ if is_escaped => is_escaped = false,
                '\\' if escapes => is_escaped = true,
                _ if character == open => quote = None,
                _ => {}
            },
            None if character == wanted && depth == 0 => return Some(at),
            None => match character {
                '"' => quote = Some(('"', false)),
                '\'' => quote = Some(('\'', before == 'E')),
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            },
        }
        before = character;
    }
    None
}

/// The path with the schema `pg_catalog` where it has none: what the server itself has is printed so.
pub(super) fn qualified(path: &str) -> String {
    match outside(path, '.') {
        Some(_) => path.to_owned(),
        None => format!("pg_catalog.{path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_come_apart_where_they_are_not_quoted() {
        assert_eq!(split("int4abs(integer)"), ("int4abs", "integer"));
        assert_eq!(split(r#""a(b"."c,d"(s."e)", text)"#), (r#""a(b"."c,d""#, r#"s."e)", text"#));
        assert_eq!(split("latin2_to_utf8"), ("latin2_to_utf8", ""));
        assert_eq!(split("s.<(NONE,integer)"), ("s.<", "NONE,integer"));
    }

    #[test]
    fn lists_come_apart_where_they_are_not_quoted() {
        assert_eq!(items(r#"a, s."b,c", f(d, e)"#), ["a", r#"s."b,c""#, "f(d, e)"]);
        assert_eq!(
            items(r"a = 'x''y, z', b = E'\\'', c', d = 3"),
            ["a = 'x''y, z'", r"b = E'\\''", "c', d = 3"]
        );
        assert!(items(" ").is_empty());
    }

    #[test]
    fn what_has_no_schema_is_the_servers_own() {
        assert_eq!(qualified("<="), "pg_catalog.<=");
        assert_eq!(qualified(r#""a.b".<"#), r#""a.b".<"#);
        assert_eq!(qualified(r#""a.b""#), r#"pg_catalog."a.b""#);
    }
}
