//! The comments that Liquibase takes out before it runs a changeset, unless `stripComments:false` is said.
//!
//! It knows quotes and no dollar quotes: a function keeps its body without the comments in it. Block comments do not
//! nest. Seen with Liquibase 5.0.4, which the tests below were run through.

use std::ops::Range;

/// Where they are.
pub(super) fn comments(sql: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < sql.len() {
        let rest = &sql.as_bytes()[at..];
        at += match rest {
            [b'-', b'-', ..] => {
                let length = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len());
                found.push(at..at + length);
                length
            }
            [b'/', b'*', ..] => match sql[at + 2..].find("*/") {
                Some(inside) => {
                    found.push(at..at + inside + 4);
                    inside + 4
                }
                None => 2,
            },
            [quote @ (b'\'' | b'"'), ..] => quoted(rest, *quote).unwrap_or(1),
            _ => 1,
        };
    }
    found
}

/// How long a quoted text is; a quote that is never closed is none.
fn quoted(text: &[u8], quote: u8) -> Option<usize> {
    let mut at = 1;
    while at < text.len() {
        match text[at] {
            b'\\' if quote == b'\'' => at += 2,
            byte if byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripped(sql: &str) -> String {
        let mut left = sql.to_owned();
        for comment in comments(sql).into_iter().rev() {
            left.replace_range(comment, "");
        }
        left
    }

    #[test]
    fn comments_go_as_liquibase_takes_them() {
        for (sql, left) in [
            (
                "begin\n    -- tell; once\n    x := 1; -- after\n  y;\nend",
                "begin\n    \n    x := 1; \n  y;\nend",
            ),
            (
                "select 'a -- b', \"c -- d\", 'it''s -- x', E'q\\' -- y'",
                "select 'a -- b', \"c -- d\", 'it''s -- x', E'q\\' -- y'",
            ),
            ("select $$ a -- b\n c /* d */ e $$, /* x /* y */ z */ 1", "select $$ a \n c  e $$,  z */ 1"),
            ("a /* multi\nline */ b\n/* own line */\nc", "a  b\n\nc"),
            ("select $t$ it's -- c\n x $t$ || 'y -- z'", "select $t$ it's -- c\n x $t$ || 'y "),
            ("a\r\n-- c\r\nb", "a\r\n\r\nb"),
            ("select 5--3, a-- b\n;x", "select 5\n;x"),
        ] {
            assert_eq!(stripped(sql), left, "{sql}");
        }
    }
}
