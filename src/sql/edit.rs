//! What kind of edit lies between two versions of a script.

use super::split::split;
use super::token::{Kind, Token};
use crate::model::history::Edit;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// What kind of edit made `now` out of `applied`; for equal texts `LineEndings`, the smallest.
pub(crate) fn classify_edit(applied: &str, now: &str) -> Edit {
    if unify_lines(applied) == unify_lines(now) {
        Edit::LineEndings
    } else if bare(applied) == bare(now) {
        Edit::Comments
    } else {
        Edit::Sql
    }
}

/// The text with `\n` line ends and no byte order mark.
pub(crate) fn unify_lines(text: &str) -> String {
    without_mark(text).replace("\r\n", "\n")
}

/// The text without a byte order mark.
pub(crate) fn without_mark(text: &str) -> &str {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)
}

/// The script as the server reads it: no comments, no white space where it separates nothing, one
/// `;` after each statement. Two scripts with the same bare text do the same.
pub(crate) fn bare(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    for statement in split(without_mark(text)) {
        let mut previous: Option<Token<'_>> = None;
        for token in statement.significant() {
            if let Some(previous) = previous
                && previous.start + previous.text.len() < token.start
                && needs_space(previous.kind, &previous, &token)
            {
                bare.push(' ');
            }
            bare.push_str(token.text);
            previous = Some(token);
        }
        if previous.is_some() {
            bare.push(';');
        }
    }
    bare
}

/// Whether the two would be read differently without the white space between them. When in doubt
/// yes: an edit is then called SQL although it was white space.
fn needs_space(kind: Kind, previous: &Token<'_>, token: &Token<'_>) -> bool {
    match (kind, token.kind) {
        (Kind::Word | Kind::Quoted, Kind::Word | Kind::Quoted) => true,
        (Kind::Symbol, Kind::Symbol) => !stands_alone(previous.text) && !stands_alone(token.text),
        (Kind::Escape, _) | (_, Kind::Escape) => true,
        _ => false,
    }
}

/// Characters that are never part of an operator.
fn stands_alone(symbol: &str) -> bool {
    matches!(symbol, "(" | ")" | "[" | "]" | "," | ";" | ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_edits() {
        let applied = "-- a\ncreate table t (a int, b text default 'x y');\n";
        let cases = [
            ("-- a\r\ncreate table t (a int, b text default 'x y');\r\n", Edit::LineEndings),
            ("\u{feff}-- a\ncreate table t (a int, b text default 'x y');\n", Edit::LineEndings),
            ("create table t (\n  a int, -- n\n  b text default 'x y'\n)", Edit::Comments),
            ("create table t(a int,b text default 'x y');;", Edit::Comments),
            ("create table t(a int,b text default 'x  y');", Edit::Sql),
            ("create table t(aint,b text default 'x y');", Edit::Sql),
            ("create table t(a int,b text default 'x y'); select 1", Edit::Sql),
        ];
        for (now, edit) in cases {
            assert_eq!(classify_edit(applied, now), edit, "{now:?}");
        }
    }

    #[test]
    fn white_space_that_separates_matters() {
        assert_eq!(classify_edit("select a = b", "select a=b"), Edit::Comments);
        assert_eq!(classify_edit("select a <= b", "select a < = b"), Edit::Sql);
        assert_eq!(classify_edit("select 'a' 'b'", "select 'a''b'"), Edit::Sql);
        assert_eq!(classify_edit("select $$a -- b$$", "select $$a$$"), Edit::Sql);
    }
}
