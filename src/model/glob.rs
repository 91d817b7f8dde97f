//! Names with `*` and `?`, as in `compare.schemas` and `compare.ignore[].name`.

/// Whether `text` matches `pattern`: `*` is any run of characters, `?` one character.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    // The last star seen and the text position it is trying, for going back.
    let (mut p, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        if p < pattern.len() && (pattern[p] == '?' || (pattern[p] != '*' && pattern[p] == text[t])) {
            p += 1;
            t += 1;
        } else if p < pattern.len() && pattern[p] == '*' {
            star = Some((p, t));
            p += 1;
        } else if let Some((star_p, star_t)) = star {
            p = star_p + 1;
            t = star_t + 1;
            star = Some((star_p, star_t + 1));
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_and_question_marks() {
        assert!(matches("*", ""));
        assert!(matches("public.pg_temp_*", "public.pg_temp_1"));
        assert!(matches("a*b*c", "aXbYbc"));
        assert!(!matches("a*b", "abc"));
        assert!(matches("?", "é"));
        assert!(!matches("?", ""));
    }
}
