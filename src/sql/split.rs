//! Cuts a script into statements exactly as the Supabase CLI does (3.1), because the pieces are
//! what it stores in its history table. Its rules are also PostgreSQL's wherever SQL is valid.

use super::position::Walker;
use super::token::{Kind, Token, tokens};

/// One statement of a script: without its final semicolons and surrounding white space, with its
/// comments. A comment after the last statement is a statement of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Statement<'a> {
    pub(crate) text: &'a str,
    /// Byte offset of `text` in the file.
    pub(crate) start: usize,
    /// From 1.
    pub(crate) line: u32,
    /// From 1, in characters.
    pub(crate) column: u32,
}

impl<'a> Statement<'a> {
    /// The tokens the server sees, with offsets in the statement.
    pub(crate) fn significant(&self) -> impl Iterator<Item = Token<'a>> + use<'a> {
        tokens(self.text).filter(Token::is_significant)
    }
}

/// The statements of a script, in order.
pub(crate) fn split(text: &str) -> Vec<Statement<'_>> {
    let mut walker = Walker::new(text);
    let mut nesting = Nesting::default();
    let mut statements = Vec::new();
    let mut start = 0;
    for token in tokens(text) {
        if nesting.ends_statement(&token) {
            let end = token.start + token.text.len();
            statements.extend(trimmed(text, start, end, &mut walker));
            start = end;
            nesting = Nesting::default();
        }
    }
    statements.extend(trimmed(text, start, text.len(), &mut walker));
    statements
}

/// Final semicolons go first, then white space on both ends; nothing left, no statement.
fn trimmed<'a>(text: &'a str, start: usize, end: usize, walker: &mut Walker<'_>) -> Option<Statement<'a>> {
    let piece = text[start..end].trim_end_matches(';');
    let start = start + (piece.len() - piece.trim_start().len());
    let piece = piece.trim();
    if piece.is_empty() {
        return None;
    }
    let (line, column) = walker.advance(start);
    Some(Statement { text: piece, start, line, column })
}

/// How deep inside parentheses and SQL function bodies the scanner is.
#[derive(Debug, Default)]
struct Nesting {
    parentheses: usize,
    /// `BEGIN ATOMIC` and the `CASE`s inside it, each closed by an `END`.
    blocks: usize,
    previous: Previous,
}

/// The significant token before, as far as it changes what a word means.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Previous {
    #[default]
    Other,
    Begin,
    /// After a dot every keyword is a plain name.
    Dot,
}

impl Nesting {
    /// Takes in one token; true when it is a semicolon that ends the statement.
    fn ends_statement(&mut self, token: &Token<'_>) -> bool {
        if !token.is_significant() {
            return false;
        }
        let previous = std::mem::take(&mut self.previous);
        match (token.kind, token.text) {
            (Kind::Symbol, ";") => return self.parentheses == 0 && self.blocks == 0,
            (Kind::Symbol, "(") => self.parentheses += 1,
            (Kind::Symbol, ")") => self.parentheses = self.parentheses.saturating_sub(1),
            (Kind::Symbol, ".") => self.previous = Previous::Dot,
            (Kind::Word, _) if previous != Previous::Dot => self.word(token, previous),
            _ => {}
        }
        false
    }

    fn word(&mut self, token: &Token<'_>, previous: Previous) {
        if token.is_word("begin") {
            self.previous = Previous::Begin;
        } else if (token.is_word("atomic") && previous == Previous::Begin)
            || (token.is_word("case") && self.blocks > 0)
        {
            self.blocks += 1;
        } else if token.is_word("end") {
            self.blocks = self.blocks.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::vectors::{self, Vectors};

    fn pieces(text: &str) -> Vec<&str> {
        split(text).iter().map(|statement| statement.text).collect()
    }

    #[test]
    fn splits_as_the_supabase_cli_does() {
        let vectors: Vectors = vectors::read(include_str!("../../tests/vectors/supabase_split.json"));
        for case in vectors.cases {
            assert_eq!(pieces(&case.content()), case.statements, "{:?}", case.file);
        }
    }

    #[test]
    fn nesting_keeps_semicolons() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            (" ;; ; \n", &[]),
            ("a;b", &["a", "b"]),
            ("a(;);b", &["a(;)", "b"]),
            ("a);b", &["a)", "b"]),
            (
                "begin /* x */ atomic a; case when b then c end; end; d",
                &["begin /* x */ atomic a; case when b then c end; end", "d"],
            ),
            ("begin atomic select t.case; end; x", &["begin atomic select t.case; end", "x"]),
            ("begin; end; case; a", &["begin", "end", "case", "a"]),
            ("a\\;b;c", &["a\\;b", "c"]),
            ("-- only", &["-- only"]),
        ];
        for (text, expected) in cases {
            assert_eq!(pieces(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn places_are_where_the_text_starts() {
        let statements = split("é;\r\n  b;c");
        let places: Vec<_> = statements.iter().map(|s| (s.start, s.line, s.column)).collect();
        assert_eq!(places, [(0, 1, 1), (7, 2, 3), (9, 2, 5)]);
    }

    #[test]
    fn a_long_hostile_text_takes_linear_time() {
        let text = "$a$x $b ( begin /* ' ".repeat(100_000);
        assert_eq!(split(&text).len(), 1);
        let text = "(\\".repeat(200_000);
        assert_eq!(split(&text).len(), 1);
    }
}
