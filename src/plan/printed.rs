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
}
