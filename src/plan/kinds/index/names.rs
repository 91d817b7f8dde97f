//! The names that PostgreSQL gives to indexes whose name is not said.

use crate::plan::site::LONGEST_NAME;

/// The names of the columns of an index, from what follows its table: `USING btree (a, lower(b)) INCLUDE (c)`.
pub(super) fn columns(definition: &str) -> Vec<String> {
    let (mut depth, mut quoted) = (0_u32, false);
    let mut items: Vec<String> = Vec::new();
    for (at, char) in definition.char_indices() {
        // Of what comes in parentheses only the columns are wanted.
        if depth == 0
            && [" WITH (", " WHERE (", " TABLESPACE "].iter().any(|end| definition[at..].starts_with(end))
        {
            break;
        }
        quoted ^= char == '"';
        match char {
            '(' if !quoted => {
                depth += 1;
                if depth == 1 {
                    items.push(String::new());
                    continue;
                }
            }
            ')' if !quoted => depth = depth.saturating_sub(1),
            ',' if !quoted && depth == 1 => {
                items.push(String::new());
                continue;
            }
            _ => {}
        }
        if depth > 0
            && let Some(item) = items.last_mut()
        {
            item.push(char);
        }
    }
    let mut names: Vec<String> = Vec::new();
    for item in items {
        let base = column(item.trim());
        let mut name = base.clone();
        let mut number = 1_u32;
        while names.contains(&name) {
            name = format!("{base}{number}");
            number += 1;
        }
        names.push(name);
    }
    names
}

/// A column has its own name, a call that of its function, and what else is in parentheses has none.
fn column(item: &str) -> String {
    let mut name = String::new();
    let mut chars = item.chars().peekable();
    let mut quoted = false;
    while let Some(char) = chars.next() {
        match char {
            '"' if quoted && chars.peek() == Some(&'"') => name.extend(chars.next()),
            '"' => quoted = !quoted,
            '.' if !quoted => name.clear(),
            ' ' | '(' if !quoted => break,
            char => name.push(char),
        }
    }
    if name.is_empty() { "expr".to_owned() } else { name }
}

/// `first_second` and the end, as long as a name may be: the longer one of the two is cut first.
pub(super) fn joined(first: &str, second: &str, end: &str) -> String {
    let room = LONGEST_NAME - end.len() - 1;
    let (mut one, mut other) = (first.len(), second.len());
    while one + other > room {
        if one > other { one -= 1 } else { other -= 1 }
    }
    let cut = |text: &str, mut length: usize| {
        while !text.is_char_boundary(length) {
            length -= 1;
        }
        text[..length].to_owned()
    };
    format!("{}_{}{end}", cut(first, one), cut(second, other))
}

#[cfg(test)]
mod tests {
    use super::{columns, joined};

    #[test]
    fn columns_have_the_names_that_postgresql_gives_them() {
        assert_eq!(
            columns(
                " USING btree (a DESC, lower(b, 'x') text_ops, ((a + 1)), public.f(a), \"b)\"\"\") INCLUDE (c)"
            ),
            ["a", "lower", "expr", "f", "b)\"", "c"]
        );
        assert_eq!(columns(" USING gist (a, a) WITH (fillfactor='70') WHERE (a > 0)"), ["a", "a1"]);
    }

    #[test]
    fn the_longer_part_of_a_name_is_cut() {
        assert_eq!(joined("t", "a_b", "_idx"), "t_a_b_idx");
        let long = joined(&"t".repeat(50), &"c".repeat(20), "_idx");
        assert_eq!(long, format!("{}_{}_idx", "t".repeat(38), "c".repeat(20)));
    }
}
