//! The one writer of comments in SQL. Whatever a text holds, it stays behind `--`: line feeds begin
//! another comment, and what else a reader might take for a line end is shown as a picture.

use unicode_width::UnicodeWidthStr as _;

use crate::outputs::visible::{cut_chars, lines};

/// Columns of a comment; a word that is longer stays whole.
const WIDTH: usize = 110;
/// Characters of one foreign text.
const LONGEST: usize = 4_000;

/// Comment lines with `text` wrapped behind `label`, further lines aligned under the first.
pub(super) fn labelled(label: &str, text: &str) -> String {
    let margin = " ".repeat(label.width());
    let mut comment = String::new();
    for paragraph in lines(&cut_chars(text.trim_end(), LONGEST)) {
        for line in wrapped(&paragraph, WIDTH.saturating_sub(label.width() + 3)) {
            let before = if comment.is_empty() { label } else { &margin };
            comment.push_str(format!("-- {before}{line}").trim_end());
            comment.push('\n');
        }
    }
    comment
}

/// Comment lines with `text`.
pub(super) fn plain(text: &str) -> String {
    labelled("", text)
}

/// A comment line that stays as it is laid out.
pub(super) fn row(text: &str) -> String {
    let shown: Vec<String> = lines(text).collect();
    format!("{}\n", format!("-- {}", shown.join(" ")).trim_end())
}

/// Breaks at spaces.
fn wrapped(paragraph: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in paragraph.split_inclusive(' ') {
        let line = lines.last_mut().expect("there is always a line");
        if !line.is_empty() && line.width() + word.trim_end().width() > width {
            lines.push(word.to_owned());
        } else {
            line.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outputs::sample;

    #[test]
    fn nothing_breaks_out_of_a_comment() {
        for text in
            sample::HOSTILE.iter().chain(&["a\rDROP TABLE a;", "a\u{85}b\u{2028}c */ d", "\\! ls\n\\q"])
        {
            for comment in [labelled("why  ", text), plain(text), row(text)] {
                assert!(comment.ends_with('\n'));
                for line in comment.split(['\n', '\r', '\u{85}', '\u{2028}']).filter(|line| !line.is_empty())
                {
                    assert!(line.starts_with("--"), "{text:?}: {comment:?}");
                }
            }
        }
    }

    #[test]
    fn long_texts_are_wrapped_under_their_beginning() {
        let said = labelled("why  ", &"word ".repeat(40));
        assert_eq!(said.lines().count(), 2);
        assert!(said.lines().nth(1).expect("two lines").starts_with("--      word"), "{said}");
        assert!(said.lines().all(|line| line.len() <= WIDTH), "{said}");
    }
}
