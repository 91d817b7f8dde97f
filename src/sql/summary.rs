//! The first words of a statement, for a progress line.

use super::token::{Kind, tokens};

/// Longest summary, in characters.
const LIMIT: usize = 60;

/// One line of at most 60 characters: the statement without comments, white space collapsed.
pub(crate) fn summary(statement: &str) -> String {
    let mut line = String::new();
    let mut length = 0;
    let mut space = false;
    for token in tokens(statement) {
        if matches!(token.kind, Kind::Space | Kind::Comment) {
            space = length > 0;
            continue;
        }
        for character in std::mem::take(&mut space).then_some(' ').into_iter().chain(token.text.chars()) {
            if length == LIMIT {
                line.pop();
                line.push('…');
                return line;
            }
            line.push(if character.is_control() { ' ' } else { character });
            length += 1;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_line_ends_are_left_out() {
        assert_eq!(summary("-- why\ncreate  table\n\tt (a /* x */ int)"), "create table t (a int)");
        assert_eq!(summary("-- only"), "");
        assert_eq!(summary("select 'a\nb'"), "select 'a b'");
    }

    #[test]
    fn long_statements_are_cut() {
        let summary = summary(&"é".repeat(100));
        assert_eq!(summary.chars().count(), 60);
        assert!(summary.ends_with("é…"));
    }
}
