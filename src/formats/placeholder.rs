//! Values put in place of marked names in a file's text, with the way back from the result to the
//! file. What the names mean, and which marks a tool uses, is the tool's own file's business.

use std::ops::Range;

use crate::model::history::Excerpt;
use crate::model::script::FileSpan;

/// The marks around a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) prefix: String,
    pub(super) suffix: String,
}

/// A marked name that has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Missing {
    pub(super) name: String,
    /// Byte offset of the opening mark in the file.
    pub(super) offset: usize,
}

/// SQL made of parts of a file and of values put between them.
#[derive(Debug, Default)]
pub(super) struct Mosaic {
    sql: String,
    spans: Vec<FileSpan>,
}

impl Mosaic {
    /// A part of the file, word for word. Parts come in the file's order.
    pub(super) fn keep(&mut self, text: &str, part: Range<usize>) {
        if part.is_empty() {
            return;
        }
        let start_in_message = self.sql.len();
        self.sql.push_str(&text[part.clone()]);
        if let Some(last) = self.spans.last_mut()
            && last.length > 0
            && last.start_in_message + last.length == start_in_message
            && last.start_in_file + last.length == part.start
        {
            last.length += part.len();
            return;
        }
        self.spans.push(FileSpan { start_in_message, start_in_file: part.start, length: part.len() });
    }

    /// A value that stands for what begins at `offset` in the file.
    pub(super) fn put(&mut self, value: &str, offset: usize) {
        self.spans.push(FileSpan { start_in_message: self.sql.len(), start_in_file: offset, length: 0 });
        self.sql.push_str(value);
    }

    /// What it is made of so far.
    pub(super) fn sql(&self) -> &str {
        &self.sql
    }

    pub(super) fn finish(self) -> Excerpt {
        Excerpt { sql: self.sql, spans: self.spans }
    }
}

/// The text from `start` with every marked name replaced by its value. A value is not looked into
/// again; a mark inside quotes or comments counts like any other.
pub(super) fn replace(
    text: &str,
    start: usize,
    marks: &Marks,
    value_of: impl Fn(&str) -> Option<String>,
) -> Result<Excerpt, Missing> {
    let mut mosaic = Mosaic::default();
    let mut kept = start;
    while let Some(name_start) = find(text, kept, &marks.prefix) {
        let offset = name_start - marks.prefix.len();
        let missing = |name: &str| Missing { name: name.to_owned(), offset };
        let Some(end) = find(text, name_start, &marks.suffix) else {
            return Err(missing(text[name_start..].lines().next().unwrap_or_default()));
        };
        let name = &text[name_start..end - marks.suffix.len()];
        let value = value_of(name).ok_or_else(|| missing(name))?;
        mosaic.keep(text, kept..offset);
        mosaic.put(&value, offset);
        kept = end;
    }
    mosaic.keep(text, kept..text.len());
    Ok(mosaic.finish())
}

/// Where the first `mark` at or after `from` ends. Like Flyway, it reads on after the character
/// that did not fit and never goes back: in `$${x}` the second `$` does not begin a mark.
fn find(text: &str, from: usize, mark: &str) -> Option<usize> {
    let mut fits = mark.chars();
    for (at, c) in text[from..].char_indices() {
        if fits.next() != Some(c) {
            fits = mark.chars();
        } else if fits.as_str().is_empty() {
            return Some(from + at + c.len_utf8());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(prefix: &str, suffix: &str) -> Marks {
        Marks { prefix: prefix.to_owned(), suffix: suffix.to_owned() }
    }

    fn replaced(text: &str) -> Result<Excerpt, Missing> {
        replace(text, 0, &marks("${", "}"), |name| (name == "x").then(|| "VÄL".to_owned()))
    }

    #[test]
    fn names_are_replaced_as_flyway_does() {
        let cases = [
            ("", ""),
            ("a ${x}${x} $ {x}", "a VÄLVÄL $ {x}"),
            // Flyway 11.8.2 leaves these two and replaces the third
            ("'$${x}'", "'$${x}'"),
            ("$a$${x}$a$", "$a$${x}$a$"),
            ("'$$${x}'", "'$$VÄL'"),
            ("-- ${x} é\n", "-- VÄL é\n"),
        ];
        for (text, sql) in cases {
            assert_eq!(replaced(text).map(|excerpt| excerpt.sql).as_deref(), Ok(sql), "{text}");
        }
        let at_signs = replace("@@x@@", 0, &marks("@@", "@@"), |name| Some(format!("<{name}>")));
        assert_eq!(at_signs.map(|excerpt| excerpt.sql).as_deref(), Ok("<x>"));
    }

    #[test]
    fn what_was_kept_maps_back_to_the_file() {
        let text = "é ${x}, ${x} and ${x}";
        let excerpt = replaced(text).expect("values");
        for span in &excerpt.spans {
            assert_eq!(
                text[span.start_in_file..][..span.length],
                excerpt.sql[span.start_in_message..][..span.length]
            );
        }
        assert_eq!(excerpt.spans.len(), 6);
    }

    #[test]
    fn a_name_without_a_value_is_told_with_its_place() {
        let missing = |text: &str| replaced(text).expect_err("no value");
        assert_eq!(missing("a\n${y}"), Missing { name: "y".into(), offset: 2 });
        assert_eq!(missing("${ x }"), Missing { name: " x ".into(), offset: 0 });
        assert_eq!(missing("${x} ${x\nmore"), Missing { name: "x".into(), offset: 5 });
    }
}
