//! Text that PostgreSQL printed: where its outermost words are.

/// The places of a printed text that are in no quotes and in no parentheses, opening parentheses
/// included. PostgreSQL prints neither comments nor dollar quotes there, and doubles every quote.
pub(super) fn outermost(text: &str) -> Vec<usize> {
    let mut places = Vec::new();
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, _) => {
                if depth == 0 {
                    places.push(at);
                }
                match c {
                    '(' => depth += 1,
                    ')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
        }
    }
    places
}

/// The expression in one pair of parentheses, which PostgreSQL may have printed already.
pub(super) fn in_parentheses(expression: &str) -> String {
    let is_one = expression.starts_with('(') && expression.ends_with(')') && outermost(expression) == [0];
    if is_one { expression.to_owned() } else { format!("({expression})") }
}

/// The text with each of these words on a line of its own.
pub(super) fn broken_before(text: &str, words: &[&str]) -> String {
    let mut broken = String::new();
    let mut from = 0;
    for at in outermost(text) {
        let begins = |word: &&str| text[at..].strip_prefix(' ').is_some_and(|rest| rest.starts_with(word));
        if words.iter().any(begins) {
            broken.push_str(&text[from..at]);
            broken.push_str("\n  ");
            from = at + 1;
        }
    }
    broken.push_str(&text[from..]);
    broken
}

/// The text with lists of `varchar` constants as they were written. The server prints the silent cast of
/// such a list, `x = ANY ((ARRAY['a'::character varying])::text[])`, and reads it back as casts of each
/// constant: said again as printed it would never be what it was (`get_coercion_expr` in
/// `src/backend/utils/adt/ruleutils.c`).
pub(super) fn with_silent_casts(text: &str) -> String {
    const OPEN: &str = "((ARRAY[";
    const CLOSE: &str = "])::text[])";
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(OPEN) {
        let (before, list) = rest.split_at(at);
        said.push_str(before);
        let items = &list[OPEN.len()..];
        match end_of_list(items) {
            Some(end) if items[end..].starts_with(CLOSE) && are_varchar(&items[..end]) => {
                said.push_str("(ARRAY[");
                said.push_str(&items[..end]);
                said.push_str("])");
                rest = &items[end + CLOSE.len()..];
            }
            _ => {
                said.push_str(OPEN);
                rest = items;
            }
        }
    }
    said.push_str(rest);
    said
}

/// Where the bracket closes that was open at the beginning.
fn end_of_list(items: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quoted = false;
    for (at, byte) in items.bytes().enumerate() {
        match byte {
            b'\'' => quoted = !quoted,
            _ if quoted => {}
            b'[' | b'(' => depth += 1,
            b']' if depth == 0 => return Some(at),
            b']' | b')' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

/// Whether all items are constants of `varchar`.
fn are_varchar(items: &str) -> bool {
    const CONSTANT: &str = "'::character varying";
    let mut rest = items;
    loop {
        let Some(literal) = rest.strip_prefix('\'') else { return false };
        // A doubled quote is followed by more of the literal.
        let Some(end) = literal.match_indices('\'').map(|(at, _)| at).find(|at| {
            literal[*at..].starts_with(CONSTANT)
                && literal[..*at].bytes().filter(|byte| *byte == b'\'').count() % 2 == 0
        }) else {
            return false;
        };
        rest = &literal[end + CONSTANT.len()..];
        match rest.strip_prefix(", ") {
            Some(more) => rest = more,
            None => return rest.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pair_of_parentheses() {
        assert_eq!(in_parentheses("(a > ')'::text)"), "(a > ')'::text)");
        assert_eq!(in_parentheses("(a) OR (b)"), "((a) OR (b))");
        assert_eq!(in_parentheses("true"), "(true)");
    }

    #[test]
    fn words_in_quotes_break_nothing() {
        let text = "CREATE TRIGGER \"a FOR EACH b\" AFTER INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION f(' FOR EACH ')";
        assert_eq!(
            broken_before(text, &["FOR EACH ", "EXECUTE FUNCTION "]),
            "CREATE TRIGGER \"a FOR EACH b\" AFTER INSERT ON s.t\n  FOR EACH ROW\n  EXECUTE FUNCTION f(' FOR EACH ')"
        );
    }

    #[test]
    fn lists_of_varchar_are_said_as_they_were_written() {
        let printed = "CHECK (((s)::text = ANY ((ARRAY['it''s'::character varying, 'b]'::character varying])::text[])))";
        let written =
            "CHECK (((s)::text = ANY (ARRAY['it''s'::character varying, 'b]'::character varying])))";
        assert_eq!(with_silent_casts(printed), written);
        for text in
            ["a = ANY ((ARRAY[1, 2])::text[])", "a = ANY ((ARRAY['x'::character varying, b])::text[])"]
        {
            assert_eq!(with_silent_casts(text), text);
        }
    }
}
