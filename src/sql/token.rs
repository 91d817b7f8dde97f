//! SQL text as tokens, as PostgreSQL's scanner would cut it, as far as finding statements needs:
//! quotes, dollar quotes, nested comments, words. Every byte of the text is in exactly one token,
//! and every byte is read a bounded number of times.
//!
//! <https://www.postgresql.org/docs/current/sql-syntax-lexical.html>

/// What sort of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Space,
    /// `-- …` without its line end, or `/* … */` with nested ones.
    Comment,
    /// `'…'`, `E'…'`, `"…"`, `$tag$…$tag$`, with their quotes.
    Quoted,
    /// An unquoted identifier, keyword or number.
    Word,
    /// One character of an operator or of punctuation.
    Symbol,
    /// A backslash outside quotes with the character after it: no SQL, but psql knows it.
    Escape,
}

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
    /// Byte offset in the text.
    pub(crate) start: usize,
}

impl Token<'_> {
    /// The server sees it: neither white space nor comment.
    pub(crate) fn is_significant(&self) -> bool {
        !matches!(self.kind, Kind::Space | Kind::Comment)
    }

    /// It is this keyword, whatever its letter case.
    pub(crate) fn is_word(&self, keyword: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    /// It is this punctuation character.
    pub(crate) fn is_symbol(&self, symbol: &str) -> bool {
        self.kind == Kind::Symbol && self.text == symbol
    }
}

/// The tokens of `text`, in order, without gaps.
pub(crate) fn tokens(text: &str) -> Tokens<'_> {
    Tokens { text, position: 0 }
}

/// See [`tokens`].
#[derive(Debug, Clone)]
pub(crate) struct Tokens<'a> {
    text: &'a str,
    position: usize,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let start = self.position;
        let rest = &self.text[start..];
        let (kind, length) = scan(rest)?;
        self.position = start + length;
        Some(Token { kind, text: &rest[..length], start })
    }
}

/// Kind and length of the token at the start of `rest`; `None` at the end.
fn scan(rest: &str) -> Option<(Kind, usize)> {
    let bytes = rest.as_bytes();
    let first = *bytes.first()?;
    Some(match first {
        _ if is_space(first) => (Kind::Space, run(bytes, is_space)),
        b'-' if rest.starts_with("--") => (Kind::Comment, rest.find(['\n', '\r']).unwrap_or(rest.len())),
        b'/' if rest.starts_with("/*") => (Kind::Comment, block_comment(bytes)),
        b'\'' | b'"' => (Kind::Quoted, quoted(bytes, first, 1, false)),
        b'$' => match dollar_tag(bytes) {
            Some(tag) => (Kind::Quoted, dollar_quoted(rest, tag)),
            None => (Kind::Symbol, 1),
        },
        b'e' | b'E' if bytes.get(1) == Some(&b'\'') => (Kind::Quoted, quoted(bytes, b'\'', 2, true)),
        _ if is_word(first) => (Kind::Word, run(bytes, |byte| is_word(byte) || byte == b'$')),
        b'\\' => (Kind::Escape, 1 + rest[1..].chars().next().map_or(0, char::len_utf8)),
        _ => (Kind::Symbol, 1),
    })
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

/// Bytes above 127 belong to identifiers, as in PostgreSQL's scanner.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn run(bytes: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|&byte| !belongs(byte)).unwrap_or(bytes.len())
}

/// Length of the comment that starts here; comments nest, an open one reaches to the end.
fn block_comment(bytes: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < bytes.len() {
        match bytes.get(at..at + 2) {
            Some(b"/*") => {
                depth += 1;
                at += 2;
            }
            Some(b"*/") => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Length of the quoted text whose content starts at `at`. A doubled quote stays inside; a
/// backslash hides the next character only in an escape string.
fn quoted(bytes: &[u8], quote: u8, mut at: usize, backslash: bool) -> usize {
    while at < bytes.len() {
        if backslash && bytes[at] == b'\\' {
            at += 2;
        } else if bytes[at] != quote {
            at += 1;
        } else if bytes.get(at + 1) == Some(&quote) {
            at += 2;
        } else {
            return at + 1;
        }
    }
    bytes.len()
}

/// Length of `$tag$` when one starts here. A tag is an identifier without `$`, or nothing.
fn dollar_tag(bytes: &[u8]) -> Option<usize> {
    let name = &bytes[1..];
    let length = run(name, is_word);
    let well_formed = !name.first().is_some_and(u8::is_ascii_digit);
    (well_formed && name.get(length) == Some(&b'$')).then_some(length + 2)
}

fn dollar_quoted(rest: &str, tag: usize) -> usize {
    rest[tag..].find(&rest[..tag]).map_or(rest.len(), |end| tag + end + tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn significant(text: &str) -> Vec<&str> {
        tokens(text).filter(Token::is_significant).map(|token| token.text).collect()
    }

    #[test]
    fn tokens_cover_the_text_without_gaps() {
        for text in ["", "a", "é'é", "'open", "$a$open", "/* open /* */", "\\", "\\é", "E'\\", "$1 $ $é$x$é$"]
        {
            assert_eq!(tokens(text).map(|token| token.text).collect::<String>(), text);
        }
    }

    #[test]
    fn quotes_hide_what_is_inside() {
        assert_eq!(significant("a'it''s;'b"), ["a", "'it''s;'", "b"]);
        assert_eq!(significant(r"E'x\'y' 'x\' z"), [r"E'x\'y'", r"'x\'", "z"]);
        assert_eq!(significant("$$a;$x$b$$c"), ["$$a;$x$b$$", "c"]);
        assert_eq!(significant("a$b$c $1$ e'"), ["a$b$c", "$", "1$", "e'"]);
        assert_eq!(significant("re'x'"), ["re", "'x'"]);
    }

    #[test]
    fn comments_nest_and_end_at_the_line() {
        assert_eq!(significant("a/* ' /* */ $$ */b -- c'\nd"), ["a", "b", "d"]);
    }
}
