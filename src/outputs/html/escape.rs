//! The one place where text becomes HTML. The templates name it for every value they print
//! (`askama.toml`), so none can be forgotten.

use std::fmt::{Result, Write};

use askama::filters::Escaper;

use crate::outputs::visible::one_line;

/// Text stays text: markup becomes character references, and what is invisible becomes a picture.
/// Line feeds are kept.
#[derive(Debug, Clone, Copy)]
pub(in crate::outputs) struct Visible;

impl Escaper for Visible {
    fn write_escaped_str<W: Write>(&self, mut into: W, text: &str) -> Result {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                into.write_char('\n')?;
            }
            for character in one_line(line).chars() {
                match character {
                    '&' => into.write_str("&amp;")?,
                    '<' => into.write_str("&lt;")?,
                    '>' => into.write_str("&gt;")?,
                    '"' => into.write_str("&quot;")?,
                    '\'' => into.write_str("&#39;")?,
                    _ => into.write_char(character)?,
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_invisible_characters_are_shown() {
        let mut shown = String::new();
        Visible
            .write_escaped_str(&mut shown, "<a href='x'>\"&\u{1b}\u{202e}\nb")
            .expect("a string takes all");
        assert_eq!(shown, "&lt;a href=&#39;x&#39;&gt;&quot;&amp;␛&lt;U+202E&gt;\nb");
    }
}
