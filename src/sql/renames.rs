//! Renames that migrations name in comments: `-- lockstep:rename column public.users.image_url to image`.

use super::position::line_column;
use super::token::{Kind, tokens};

/// What marks such a comment.
const MARK: &str = "lockstep:rename";

/// A rename as a comment says it. Nothing of it is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Named<'a> {
    pub(crate) kind: &'a str,
    pub(crate) from: &'a str,
    pub(crate) to: &'a str,
    /// From 1.
    pub(crate) line: u32,
}

/// The renames that a script names; a comment with the mark that names none is its line alone.
pub(crate) fn renames(text: &str) -> impl Iterator<Item = Result<Named<'_>, u32>> {
    tokens(text).filter(|token| token.kind == Kind::Comment).filter_map(move |token| {
        let said = token.text.strip_prefix("--")?.trim().strip_prefix(MARK)?;
        let (line, _) = line_column(text, token.start);
        Some(named(said.trim(), line).ok_or(line))
    })
}

fn named(said: &str, line: u32) -> Option<Named<'_>> {
    let (kind, rest) = said.split_once(char::is_whitespace)?;
    let (from, to) = rest.rsplit_once(" to ")?;
    let (from, to) = (from.trim(), to.trim());
    (!from.is_empty() && !to.is_empty()).then_some(Named { kind, from, to, line })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_name_renames_and_texts_do_not() {
        let script = "-- a\n  --  lockstep:rename column public.users.image_url to image\nselect '
            -- lockstep:rename table a to b';\n/* lockstep:rename table a to b */\n--lockstep:rename table a\n";
        let found: Vec<_> = renames(script).collect();
        assert_eq!(
            found,
            [Ok(Named { kind: "column", from: "public.users.image_url", to: "image", line: 2 }), Err(6)]
        );
    }
}
