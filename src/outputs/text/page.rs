//! Paint and layout of the terminal report: the only place that writes escape codes, measures
//! columns, cuts and wraps. All text handed in is made visible here, so no part can forget it.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::TextStyle;
use crate::outputs::visible;

/// What a piece of text means; the colour follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    Plain,
    Strong,
    Faint,
    Good,
    Careful,
    Bad,
    Removed,
    Added,
}

impl Paint {
    /// Select Graphic Rendition parameters (ECMA-48, 8.3.117).
    fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Strong => Some("1"),
            Self::Faint => Some("2"),
            Self::Good => Some("1;32"),
            Self::Careful => Some("1;33"),
            Self::Bad => Some("1;31"),
            Self::Removed => Some("31"),
            Self::Added => Some("32"),
        }
    }
}

const NARROWEST: usize = 40;
/// Lines that one text may take when wrapped; a server can send an error of a megabyte.
const MOST_LINES: usize = 40;

/// The report under construction.
pub(super) struct Page {
    out: String,
    color: bool,
    width: usize,
}

impl Page {
    pub(super) fn new(style: &TextStyle) -> Self {
        Self { out: String::new(), color: style.color, width: style.width.max(NARROWEST) }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// The columns there are.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// An empty line, unless the page is empty.
    pub(super) fn gap(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    /// A gap and a heading, with a remark.
    pub(super) fn heading(&mut self, title: &str, remark: &str) {
        self.gap();
        self.line(&[(Paint::Strong, title), (Paint::Plain, "  "), (Paint::Faint, remark)]);
    }

    /// One line, cut at the width.
    pub(super) fn line(&mut self, pieces: &[(Paint, &str)]) {
        let mut room = self.width;
        let last = pieces.iter().rposition(|(_, text)| !text.trim_end().is_empty());
        for (index, (paint, text)) in pieces.iter().enumerate() {
            let mut shown = cut(text, room);
            match last {
                Some(last) if index < last => {}
                Some(last) if index == last => shown.truncate(shown.trim_end().len()),
                _ => shown.clear(),
            }
            room -= shown.width();
            self.paint(*paint, &shown);
        }
        self.out.push('\n');
    }

    /// `text` wrapped at spaces behind `label`, further lines aligned under the first. Line feeds
    /// in the text are kept.
    pub(super) fn wrapped(&mut self, paint: Paint, label: &str, text: &str) {
        self.wrapped_behind(&[(paint, label.to_owned())], paint, text);
    }

    /// The same behind a label of several pieces.
    pub(super) fn wrapped_behind(&mut self, label: &[(Paint, String)], paint: Paint, text: &str) {
        let indent: usize = label.iter().map(|(_, piece)| piece.width()).sum();
        // A label that leaves no room for words stands beside them on the first line only.
        let indent = indent.min(self.width * 2 / 3);
        let width = self.width - indent;
        let lines = wrap(&visible::cut_chars(text, width * MOST_LINES), width);
        let margin = " ".repeat(indent);
        for (index, line) in lines.iter().take(MOST_LINES).enumerate() {
            let mut pieces: Vec<(Paint, &str)> = match index {
                0 => label.iter().map(|(paint, piece)| (*paint, piece.as_str())).collect(),
                _ => vec![(paint, margin.as_str())],
            };
            pieces.push((paint, line));
            self.line(&pieces);
        }
        if lines.len() > MOST_LINES {
            let rest = format!("{}… {} more lines", " ".repeat(indent), lines.len() - MOST_LINES);
            self.line(&[(Paint::Faint, &rest)]);
        }
    }

    fn paint(&mut self, paint: Paint, text: &str) {
        match paint.code() {
            Some(code) if self.color && !text.trim().is_empty() => {
                self.out.push_str(&format!("\u{1b}[{code}m{text}\u{1b}[0m"));
            }
            _ => self.out.push_str(text),
        }
    }
}

/// `text` on one line of at most `width` columns, `…` at the end when something is missing.
pub(super) fn cut(text: &str, width: usize) -> String {
    // A character takes no or more columns; far more characters than columns is too long anyway.
    let start = visible::cut_chars(text, width.saturating_mul(4).max(64));
    let shown = visible::one_line(&start);
    if shown.width() <= width {
        return shown.into_owned();
    }
    let mut kept = String::new();
    let mut room = width.saturating_sub(1);
    for character in shown.chars() {
        let columns = character.width().unwrap_or(0);
        if columns > room {
            break;
        }
        room -= columns;
        kept.push(character);
    }
    if width > 0 {
        kept.push('…');
    }
    kept
}

/// Cut, and filled with spaces to `width` columns.
pub(super) fn pad(text: &str, width: usize) -> String {
    let mut cell = cut(text, width);
    cell.push_str(&" ".repeat(width.saturating_sub(cell.width())));
    cell
}

/// The columns `text` takes once it is made visible.
pub(super) fn columns(text: &str) -> usize {
    visible::one_line(text).width()
}

/// Breaks at spaces; a command in backticks is kept on one line where it fits, so that it can be
/// copied. Only what is wider than a line is broken inside.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in visible::lines(text.trim_end_matches('\n')) {
        let mut line = String::new();
        let mut used = 0;
        for word in words(&paragraph, width) {
            if used > 0 && used + word.trim_end().width() > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            for character in word.chars() {
                let columns = character.width().unwrap_or(0);
                if used + columns > width && character != ' ' {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push(character);
                used += columns;
            }
        }
        lines.push(line);
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

/// The pieces between which a line may be broken, each with the space behind it.
fn words(paragraph: &str, width: usize) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = paragraph;
    while !rest.is_empty() {
        let blank = rest.find(' ').map_or(rest.len(), |at| at + 1);
        let command = rest.strip_prefix('`').and_then(|inside| inside.find('`')).map(|at| at + 2);
        let end = match command.filter(|end| rest[..*end].width() <= width) {
            Some(end) => rest[end..].find(' ').map_or(rest.len(), |at| end + at + 1),
            None => blank,
        };
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cutting_and_padding_count_columns_not_bytes() {
        assert_eq!(cut("漢字漢字", 5), "漢字…");
        assert_eq!(cut("exact", 5), "exact");
        assert_eq!(pad("ü", 3), "ü  ");
        assert_eq!(columns("\u{1b}[0m"), 4);
        assert_eq!(cut("a\nb", 9), "a␊b");
    }

    #[test]
    fn wrapping_breaks_at_spaces_and_only_then_inside_words() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("run `a b c` now", 9), ["run", "`a b c`", "now"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("a\n\nb", 9), ["a", "", "b"]);
    }
}
