//! A secret letter by letter, each in any of the ways it may be written: a URL library that encodes
//! other characters than the next one, or JSON inside a URL, makes another text of it every time.

use std::fmt;
use std::ops::Range;

/// All spellings of one text.
#[derive(Clone)]
pub(super) struct Pattern {
    characters: Vec<Vec<String>>,
    /// First bytes of the spellings of the first character.
    starts: Vec<u8>,
}

/// It is made of a secret.
impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Pattern {
    pub(super) fn of(text: &str) -> Self {
        let characters: Vec<Vec<String>> = text.chars().map(spellings).collect();
        let first = characters.first().into_iter().flatten();
        let mut starts: Vec<u8> = first.filter_map(|spelling| spelling.bytes().next()).collect();
        starts.sort_unstable();
        starts.dedup();
        Self { characters, starts }
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        self.find(text, 0).is_some()
    }

    /// The text with `by` in all places of this one; `None` where it is not in it.
    pub(super) fn replace(&self, text: &str, by: &str) -> Option<String> {
        let mut replaced = String::new();
        let mut from = 0;
        while let Some(found) = self.find(text, from) {
            replaced.push_str(&text[from..found.start]);
            replaced.push_str(by);
            from = found.end;
        }
        (from > 0).then(|| replaced + &text[from..])
    }

    fn find(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let bytes = text.as_bytes();
        (from..bytes.len())
            .filter(|start| self.starts.contains(&bytes[*start]))
            .find_map(|start| Some(start..self.end(bytes, start)?))
    }

    /// The end of the longest spelling that begins there. One spelling may begin like another (`%` like
    /// `%25`), so all ways through are followed at once.
    fn end(&self, bytes: &[u8], start: usize) -> Option<usize> {
        let mut reached = vec![start];
        for character in &self.characters {
            let mut next = Vec::new();
            for at in &reached {
                for spelling in character {
                    let end = at + spelling.len();
                    if bytes.get(*at..end) == Some(spelling.as_bytes()) && !next.contains(&end) {
                        next.push(end);
                    }
                }
            }
            if next.is_empty() {
                return None;
            }
            reached = next;
        }
        reached.into_iter().max()
    }
}

/// As it is; in a URL or a form, encoded once or twice; in JSON and in a debug text; in a literal of
/// SQL or of a connection string; in HTML.
fn spellings(character: char) -> Vec<String> {
    let mut utf8 = [0; 4];
    let bytes = character.encode_utf8(&mut utf8).bytes();
    let percent: String = bytes.map(|byte| format!("%{byte:02X}")).collect();
    let twice = percent.replace('%', "%25");
    let code = character as u32;
    let mut utf16 = [0; 2];
    let units = character.encode_utf16(&mut utf16).iter();
    let json: String = units.map(|unit| format!("\\u{unit:04x}")).collect();
    let upper_json = json.to_ascii_uppercase().replace("\\U", "\\u");
    let mut spellings = vec![
        character.to_string(),
        percent.to_ascii_lowercase(),
        twice.to_ascii_lowercase(),
        percent,
        twice,
        json,
        upper_json,
        format!("\\u{{{code:x}}}"),
        format!("&#{code};"),
        format!("&#x{code:x};"),
        format!("&#x{code:X};"),
    ];
    let others: &[&str] = match character {
        ' ' => &["+"],
        '\'' => &["''", "\\'", "&apos;"],
        '"' => &["\\\"", "\"\"", "&quot;"],
        '\\' => &["\\\\"],
        '/' => &["\\/"],
        '&' => &["&amp;"],
        '<' => &["&lt;"],
        '>' => &["&gt;"],
        '\n' => &["\\n"],
        '\r' => &["\\r"],
        '\t' => &["\\t"],
        _ => &[],
    };
    spellings.extend(others.iter().map(|other| (*other).to_owned()));
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixed_spellings_are_one_text_and_similar_texts_are_not() {
        let pattern = Pattern::of("a%/'b c");
        for spelling in
            ["a%/'b c", "a%25%2f''b+c", "a%2525/\\'b%20c", "a\\u0025\\/&#39;b&#x20;c", "a%%252F'b%2520c"]
        {
            assert_eq!(pattern.replace(&format!("<{spelling}>"), "*"), Some("<*>".to_owned()), "{spelling}");
        }
        for other in ["a%/b c", "a%/'b", "A%/'b c", "a%26/'b c", ""] {
            assert!(!pattern.is_in(other), "{other}");
        }
    }

    #[test]
    fn a_text_that_begins_like_itself_is_found_and_takes_no_time() {
        let pattern = Pattern::of("aab");
        assert_eq!(pattern.replace("aaab aab", "*"), Some("a* *".to_owned()));
        let quotes = Pattern::of(&"'%".repeat(30));
        assert!(!quotes.is_in(&"''%25".repeat(29)));
        assert!(quotes.is_in(&"''%25".repeat(30)));
    }
}
