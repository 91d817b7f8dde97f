//! The name that a routine has in an object key, `area(r double precision)`, taken apart. The server
//! prints it with an empty search path, so what is not quoted is a word of the grammar or a plain name.

use crate::sql::token::{Kind, Token, tokens};

/// Types of more than one word: what is printed before them is no name of an argument, because their
/// first words would be quoted as one.
const LONG_TYPES: &[&str] = &[
    "bit varying",
    "character varying",
    "double precision",
    "time with time zone",
    "time without time zone",
    "timestamp with time zone",
    "timestamp without time zone",
];

/// A routine's name and its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Signature<'a> {
    /// Without quotes.
    pub(super) name: &'a str,
    /// As printed, without the parentheses: `r double precision`.
    pub(super) arguments: &'a str,
}

/// One argument of a routine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Argument<'a> {
    /// `IN`, `OUT`, `INOUT` or `VARIADIC`; empty where nothing is said.
    pub(super) mode: &'a str,
    pub(super) of_type: &'a str,
    pub(super) default: Option<&'a str>,
    /// The argument as printed.
    pub(super) text: &'a str,
}

impl<'a> Signature<'a> {
    /// Of the name of a key. The routine's own name is not quoted there and may hold parentheses; its
    /// arguments are quoted, so that only one pair of theirs is none of a name's.
    pub(super) fn of(name: &'a str) -> Self {
        let whole = Self { name, arguments: "" };
        name.match_indices('(')
            .filter(|(at, _)| *at > 0)
            .find_map(|(at, _)| Some(Self { name: &name[..at], arguments: enclosed(&name[at..])? }))
            .unwrap_or(whole)
    }

    /// The arguments of an aggregate as those of a function: without `*`, and `ORDER BY` is a comma.
    /// A hypothetical-set aggregate repeats the last one where it is variadic.
    pub(super) fn plain_arguments(&self) -> Vec<&'a str> {
        if self.arguments == "*" {
            return Vec::new();
        }
        let order = tokens(self.arguments).find(|token| token.kind == Kind::Word && token.text == "ORDER");
        let Some(order) = order else { return texts(self.arguments) };
        let mut plain = texts(self.arguments[..order.start].trim());
        if !plain.last().is_some_and(|last| last.starts_with("VARIADIC ")) {
            let sorted = self.arguments[order.start..].trim_start_matches("ORDER BY ");
            plain.extend(texts(sorted));
        }
        plain
    }

    /// The types of what is put in: routines of one name are told apart by them.
    pub(super) fn inputs(&self) -> Vec<&'a str> {
        let arguments = self.plain_arguments().into_iter().map(argument);
        arguments.filter(|argument| argument.mode != "OUT").map(|argument| argument.of_type).collect()
    }
}

/// Arguments as `pg_get_function_arguments` prints them.
pub(super) fn arguments(list: &str) -> Vec<Argument<'_>> {
    texts(list).into_iter().map(argument).collect()
}

/// What is between a parenthesis at the start and the one at the end, where there are no others.
fn enclosed(text: &str) -> Option<&str> {
    let is_parenthesis = |token: &Token<'_>| token.is_symbol("(") || token.is_symbol(")");
    let mut found = tokens(text).filter(is_parenthesis);
    let (_, close) = (found.next()?, found.next()?);
    let is_last = close.is_symbol(")") && close.start + 1 == text.len();
    (is_last && found.next().is_none()).then(|| &text[1..close.start])
}

/// The items of a list with commas between them.
fn texts(list: &str) -> Vec<&str> {
    let (mut items, mut depth, mut start) = (Vec::new(), 0_i32, 0);
    for token in tokens(list).filter(|token| token.kind == Kind::Symbol) {
        match token.text {
            "(" | "[" => depth += 1,
            ")" | "]" => depth -= 1,
            "," if depth == 0 => {
                items.push(list[start..token.start].trim());
                start = token.start + 1;
            }
            _ => {}
        }
    }
    items.push(list[start..].trim());
    items.retain(|item| !item.is_empty());
    items
}

fn argument(text: &str) -> Argument<'_> {
    let word = tokens(text).find(|token| token.kind == Kind::Word && token.text == "DEFAULT");
    let (declared, default) = match word {
        Some(word) => (text[..word.start].trim_end(), Some(text[word.start + "DEFAULT".len()..].trim())),
        None => (text, None),
    };
    let (mode, rest) = match declared.split_once(' ') {
        Some((mode @ ("IN" | "OUT" | "INOUT" | "VARIADIC"), rest)) => (mode, rest),
        _ => ("", declared),
    };
    let space = tokens(rest).find(|token| token.kind == Kind::Space);
    let of_type = match space {
        Some(space) if !LONG_TYPES.contains(&rest.trim_end_matches("[]")) => rest[space.start..].trim_start(),
        _ => rest,
    };
    Argument { mode, of_type, default, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs(name: &str) -> Vec<&str> {
        Signature::of(name).inputs()
    }

    #[test]
    fn the_name_ends_where_its_arguments_begin() {
        let name = |key| Signature::of(key).name;
        assert_eq!(name("f()"), "f");
        assert_eq!(name("f(a integer, \"b(\" text)"), "f");
        assert_eq!(name("odd(name)(integer)"), "odd(name)");
        assert_eq!(name("f(()"), "f(");
        assert_eq!(name("f(\"(\"x\" integer)"), "f(\"");
        assert_eq!(Signature::of("odd (x)(\"a, b\" integer)").arguments, "\"a, b\" integer");
    }

    #[test]
    fn routines_differ_by_the_types_they_take() {
        assert_eq!(inputs("f(a integer, OUT b text, VARIADIC c text[])"), ["integer", "text[]"]);
        assert_eq!(
            inputs("f(double precision, timestamp with time zone[])"),
            ["double precision", "timestamp with time zone[]"]
        );
        assert_eq!(inputs("f(a double precision, \"B c\" s.\"T t\")"), ["double precision", "s.\"T t\""]);
        assert_eq!(inputs("count(*)"), [""; 0]);
        assert_eq!(
            inputs("middle(double precision ORDER BY anyelement)"),
            ["double precision", "anyelement"]
        );
        assert_eq!(inputs("rank(VARIADIC \"any\" ORDER BY VARIADIC \"any\")"), ["\"any\""]);
        assert_eq!(inputs("mode(ORDER BY anyelement)"), ["anyelement"]);
    }

    #[test]
    fn defaults_are_told_from_types() {
        let list = "a integer, b text DEFAULT 'x, DEFAULT'::text, c integer[] DEFAULT ARRAY[1, 2]";
        let defaults: Vec<_> = arguments(list).iter().map(|argument| argument.default).collect();
        assert_eq!(defaults, [None, Some("'x, DEFAULT'::text"), Some("ARRAY[1, 2]")]);
        assert_eq!(arguments(list)[1].of_type, "text");
    }
}
