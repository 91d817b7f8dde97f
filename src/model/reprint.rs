//! Whether two texts of an expression could be two spellings of one thing.
//!
//! A cheap look before a scratch server is asked: reading back what PostgreSQL printed moves casts,
//! parentheses, quotes and names after AS, and nothing else. Texts that still differ without those
//! are different.

/// False only where the texts of one major are sure to mean different things.
pub(super) fn could_be_same(one: &str, two: &str) -> bool {
    bare(one) == bare(two)
}

/// Whether a function's body is in the form of the SQL standard, which the server parses and prints.
pub(super) fn is_standard_body(text: &str) -> bool {
    text.starts_with("BEGIN ATOMIC") || text.starts_with("RETURN ")
}

/// The text without what printing and reading back moves.
fn bare(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if let Some(cast) = rest.strip_prefix("::") {
            rest = after_type(cast);
            continue;
        }
        if let Some(name) = rest.strip_prefix(" AS ") {
            rest = word(name).1;
            continue;
        }
        if !(next.is_whitespace() || matches!(next, '(' | ')' | '[' | ']' | '\'' | '"')) {
            bare.push(next);
        }
        rest = &rest[next.len_utf8()..];
    }
    bare
}

/// What follows the name of a type: `character varying(20)[]`, `"S".mood`.
fn after_type(text: &str) -> &str {
    let (first, mut rest) = word(text);
    while let Some(more) = rest.strip_prefix('.') {
        rest = word(more).1;
    }
    rest = after_modifier(rest);
    let more: &[&str] = match first {
        "character" | "bit" => &[" varying"],
        "double" => &[" precision"],
        "timestamp" | "time" => &[" without time zone", " with time zone"],
        "interval" => &[
            " year to month",
            " day to second",
            " day to minute",
            " day to hour",
            " hour to second",
            " hour to minute",
            " minute to second",
            " year",
            " month",
            " day",
            " hour",
            " minute",
            " second",
        ],
        _ => &[],
    };
    if let Some(after) = more.iter().find_map(|more| rest.strip_prefix(more)) {
        rest = after_modifier(after);
    }
    while let Some(after) = rest.strip_prefix("[]") {
        rest = after;
    }
    rest
}

fn after_modifier(text: &str) -> &str {
    match text.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
        Some((inner, after))
            if inner.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'-')) =>
        {
            after
        }
        _ => text,
    }
}

/// A name, quoted or not, and what follows it.
fn word(text: &str) -> (&str, &str) {
    if let Some(quoted) = text.strip_prefix('"') {
        let end = quoted.find('"').map_or(quoted.len(), |at| at + 1);
        return ("", &quoted[end..]);
    }
    let end =
        text.find(|next: char| !(next.is_alphanumeric() || next == '_' || next == '$')).unwrap_or(text.len());
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::could_be_same;

    #[test]
    fn casts_and_parentheses_say_nothing() {
        for (one, two) in [
            (
                "((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
                "((status)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text]))",
            ),
            ("'-1'::integer", "(- 1)"),
            ("now()::timestamp(3) without time zone", "now()"),
            ("'x'::\"Odd\".\"mood\"", "'x'::text"),
            ("SELECT 'old'::text,\n g.note", "SELECT 'old'::text AS text,\n g.note"),
        ] {
            assert!(could_be_same(one, two), "{one} | {two}");
        }
    }

    #[test]
    fn what_else_differs_differs() {
        for (one, two) in [
            ("(qty > 1)", "(qty > 10)"),
            ("lower(a)", "upper(a)"),
            ("(a = ANY (ARRAY['x'::text]))", "(a = ANY (ARRAY['y'::text]))"),
            ("a::numeric(10,2) + 1", "a::numeric(10,2) + 2"),
        ] {
            assert!(!could_be_same(one, two), "{one} | {two}");
        }
    }
}
