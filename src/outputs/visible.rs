//! Foreign text made safe to look at: control characters become pictures, so that a table name
//! can neither move the cursor, colour the screen, nor hide what follows it.
//!
//! What must not live here: escaping for one place (Markdown, workflow commands), which lies with
//! the writer of that place.

use std::borrow::Cow;

/// `text` on one line: line ends are pictures too (`␊`).
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    if text.chars().any(needs_picture) { Cow::Owned(pictures(text)) } else { Cow::Borrowed(text) }
}

/// The lines of `text`, tabs as four spaces, everything else that is invisible as a picture. A
/// carriage return before a line feed is shown: it may be the whole difference of two texts.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split('\n').map(|line| one_line(&line.replace('\t', "    ")).into_owned())
}

/// The first `limit` characters, and `…` when there were more. Never cuts inside a character.
pub(crate) fn cut_chars(text: &str, limit: usize) -> Cow<'_, str> {
    match text.char_indices().nth(limit) {
        None => Cow::Borrowed(text),
        Some(_) => {
            let keep = text.char_indices().nth(limit.saturating_sub(1)).map_or(0, |(index, _)| index);
            Cow::Owned(format!("{}…", &text[..keep]))
        }
    }
}

fn pictures(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            // U+2400… are the pictures of U+0000…U+001F, in the same order.
            '\0'..='\u{1f}' => shown.extend(char::from_u32(0x2400 + character as u32)),
            '\u{7f}' => shown.push('␡'),
            _ if needs_picture(character) => shown.push_str(&format!("<U+{:04X}>", character as u32)),
            _ => shown.push(character),
        }
    }
    shown
}

/// Control characters, and format characters that hide or reorder text
/// (<https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters>).
fn needs_picture(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_direction_characters_are_shown() {
        assert_eq!(one_line("a\u{1b}[31mb\r\nc\u{7f}\u{9b}"), "a␛[31mb␍␊c␡<U+009B>");
        assert_eq!(one_line("x\u{202e}y\u{feff}"), "x<U+202E>y<U+FEFF>");
        assert!(matches!(one_line("plain ünï ✓"), Cow::Borrowed(_)));
        assert_eq!(lines("a\r\n\tb").collect::<Vec<_>>(), ["a␍", "    b"]);
    }

    #[test]
    fn cutting_keeps_characters_whole() {
        assert_eq!(cut_chars("äöü", 3), "äöü");
        assert_eq!(cut_chars("äöüß", 3), "äö…");
        assert_eq!(cut_chars("", 3), "");
    }
}
