//! The changesets of one formatted SQL file: what Liquibase's parser takes for SQL, and its checksum.

use std::ops::Range;

use md5::{Digest, Md5};

use crate::model::history::Excerpt;
use crate::model::script::FileSpan;

/// Put for an `endDelimiter` other than `;`.
const SEPARATOR: &str = "\n;\n";

/// One changeset.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Changeset {
    pub(super) author: String,
    pub(super) id: String,
    /// Name and value as written; names in lowercase.
    attributes: Vec<(String, String)>,
    /// `--validCheckSum:` lines: sums that are accepted besides its own.
    pub(super) valid_checksums: Vec<String>,
    /// Its lines in the file, without those that speak to Liquibase.
    lines: Vec<Range<usize>>,
}

/// A line that begins a changeset and cannot be read: its number.
pub(super) type Unreadable = u32;

/// The changesets in order.
pub(super) fn parse(text: &str) -> Result<Vec<Changeset>, Unreadable> {
    let mut changesets: Vec<Changeset> = Vec::new();
    let mut start = 0;
    let mut in_rollback = false;
    for (line, number) in text.split_inclusive('\n').zip(1_u32..) {
        let range = start..start + line.len();
        start = range.end;
        if in_rollback || opens_rollback(line) {
            in_rollback = !line.contains("*/");
            continue;
        }
        let word = spoken(line);
        if let Some(declared) = word.and_then(|word| after(word, "changeset ")) {
            changesets.push(declaration(declared).ok_or(number)?);
            continue;
        }
        let Some(changeset) = changesets.last_mut() else { continue };
        if let Some(sum) = word.and_then(|word| after(word, "validchecksum")) {
            changeset.valid_checksums.push(sum.trim_start_matches(':').trim().to_owned());
        } else if !word.is_some_and(is_for_liquibase) {
            changeset.lines.push(range);
        }
    }
    Ok(changesets)
}

impl Changeset {
    /// An attribute's value; names are compared without regard to case.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn says(&self, attribute: &str, value: &str) -> bool {
        self.attribute(attribute).is_some_and(|said| said.eq_ignore_ascii_case(value))
    }

    /// Whether Liquibase runs it on PostgreSQL.
    pub(super) fn is_for_postgresql(&self) -> bool {
        let Some(names) = self.attribute("dbms") else { return true };
        let mut names = names.split(',').map(|name| name.trim().to_ascii_lowercase()).peekable();
        let mut wanted = names.peek().is_none_or(|first| first.starts_with('!'));
        for name in names {
            match name.as_str() {
                "!postgresql" => return false,
                "postgresql" | "all" => wanted = true,
                _ => {}
            }
        }
        wanted
    }

    /// Its text, comments included: what the checksum is of.
    pub(super) fn sql(&self, text: &str) -> String {
        self.lines.iter().map(|line| &text[line.clone()]).collect()
    }

    /// Version 9, since Liquibase 4.22: of the SQL without white space, then of the list of changes,
    /// which holds one.
    pub(super) fn checksum(&self, text: &str) -> String {
        let squeezed: String =
            self.sql(text).chars().filter(|c| !matches!(c, ' ' | '\t' | '\r' | '\n')).collect();
        format!("9:{}", md5(&format!("9:{}:", md5(&squeezed))))
    }

    /// What is run.
    pub(super) fn excerpt(&self, text: &str) -> Excerpt {
        let delimiter = self.attribute("enddelimiter").filter(|_| !self.says("splitstatements", "false"));
        let mut comments = Vec::new();
        if !self.says("stripcomments", "false") {
            comments = super::comments::comments(&self.sql(text));
        }
        let mut excerpt = Excerpt { sql: String::new(), spans: Vec::new() };
        let mut start = 0;
        for line in &self.lines {
            let code = delimiter.and_then(|delimiter| before_delimiter(&text[line.clone()], delimiter));
            let end = code.map_or(line.end, |code| line.start + code.len());
            // Positions of the comments are in the SQL; of the line, in the file.
            let mut at = line.start;
            for comment in comments.iter().filter(|one| one.end > start && one.start < start + line.len()) {
                let [from, to] = [comment.start, comment.end]
                    .map(|place| (line.start + place.saturating_sub(start)).clamp(at, end));
                push(&mut excerpt, text, at..from);
                at = to;
            }
            push(&mut excerpt, text, at..end);
            if code.is_some() {
                excerpt.sql.push_str(SEPARATOR);
            }
            start += line.len();
        }
        excerpt
    }
}

/// Adds a part of the file, to the span before it where that ends here.
fn push(excerpt: &mut Excerpt, text: &str, part: Range<usize>) {
    if part.is_empty() {
        return;
    }
    let start_in_message = excerpt.sql.len();
    excerpt.sql.push_str(&text[part.clone()]);
    match excerpt.spans.last_mut() {
        Some(last)
            if last.start_in_file + last.length == part.start
                && last.start_in_message + last.length == start_in_message =>
        {
            last.length += part.len();
        }
        _ => {
            excerpt.spans.push(FileSpan { start_in_message, start_in_file: part.start, length: part.len() });
        }
    }
}

/// The code of a line that ends with the delimiter.
fn before_delimiter<'a>(line: &'a str, delimiter: &str) -> Option<&'a str> {
    let code = line.trim_end();
    let at = code.len().checked_sub(delimiter.len())?;
    let ends = code.get(at..)?.eq_ignore_ascii_case(delimiter);
    ends.then(|| &code[..at])
}

/// What follows `--` on a line that begins with it.
fn spoken(line: &str) -> Option<&str> {
    Some(line.trim_start().strip_prefix("--")?.trim())
}

/// What follows a word, letter case aside.
fn after<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let start = text.get(..word.len())?;
    start.eq_ignore_ascii_case(word).then(|| &text[word.len()..])
}

fn is_for_liquibase(word: &str) -> bool {
    let rest = |name: &str| after(word, name);
    rest("rollback").is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        || rest("comment").is_some_and(|rest| rest.starts_with([':', ' ']))
        || ["preconditions", "precondition-", "property ", "ignorelines:"]
            .iter()
            .any(|name| rest(name).is_some())
}

/// `/* liquibase rollback` begins statements that undo, up to `*/`.
fn opens_rollback(line: &str) -> bool {
    let Some(comment) = line.trim_start().strip_prefix("/*") else { return false };
    after(comment.trim_start(), "liquibase")
        .is_some_and(|rest| after(rest.trim_start(), "rollback").is_some())
}

/// `author:id name:value …`; each may be quoted.
fn declaration(text: &str) -> Option<Changeset> {
    let (author, rest) = word(text.trim_start(), |c| c == ':')?;
    let (id, rest) = word(rest.trim_start().strip_prefix(':')?.trim_start(), char::is_whitespace)?;
    let mut changeset =
        Changeset { author: author.trim().to_owned(), id: id.to_owned(), ..Changeset::default() };
    let mut rest = rest.trim_start();
    while let Some((name, after_name)) = rest.split_once(':') {
        let name = name.rsplit(char::is_whitespace).next().unwrap_or_default();
        let (value, after_value) = word(after_name, char::is_whitespace).unwrap_or_default();
        changeset.attributes.push((name.to_ascii_lowercase(), value.to_owned()));
        rest = after_value.trim_start();
    }
    Some(changeset)
}

/// A quoted text, or everything up to the end of the word, and what follows.
fn word(text: &str, ends: fn(char) -> bool) -> Option<(&str, &str)> {
    if let Some(quoted) = text.strip_prefix('"') {
        return quoted.split_once('"');
    }
    let end = text.find(ends).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

fn md5(text: &str) -> String {
    Md5::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ran with Liquibase 4.33.0 on PostgreSQL 15; the sums are those of its `databasechangelog`.
    const FILE: &str = include_str!("../../../tests/vectors/liquibase/001_people.sql");

    #[test]
    fn checksums_are_those_that_liquibase_wrote() {
        let sums: Vec<(String, String)> = parse(FILE)
            .expect("changesets")
            .iter()
            .map(|changeset| (format!("{}:{}", changeset.author, changeset.id), changeset.checksum(FILE)))
            .collect();
        let wanted = [
            ("alice:1", "9:29ef55afcd3a779b816f8a56273df0ec"),
            ("alice:2", "9:2beae73285e4dabea5812c086ac6dc6b"),
            ("bob:view", "9:031d2ba5b4c31328943f4addd05a0758"),
            ("carol c:idx", "9:b69a3d81b984a024ba6b3b2a00518279"),
        ];
        for ((name, sum), wanted) in sums.iter().zip(wanted) {
            assert_eq!((name.as_str(), sum.as_str()), wanted);
        }
    }

    #[test]
    fn attributes_are_read_with_and_without_quotes() {
        let changesets = parse(FILE).expect("changesets");
        assert_eq!(changesets[0].attribute("context"), Some("dev,prod"));
        assert!(changesets[2].says("runonchange", "true"));
        assert!(changesets[3].says("runintransaction", "false"));
        let postgresql: Vec<bool> = changesets.iter().map(Changeset::is_for_postgresql).collect();
        assert_eq!(postgresql, [true, true, true, true, false]);
        assert!(parse("--changeset nobody\n").is_err());
    }

    #[test]
    fn a_delimiter_becomes_a_semicolon_and_the_rest_keeps_its_place() {
        let view = &parse(FILE).expect("changesets")[2];
        let excerpt = view.excerpt(FILE);
        assert!(!excerpt.sql.contains("GO") && excerpt.sql.matches(';').count() == 2, "{}", excerpt.sql);
        for span in &excerpt.spans {
            let there = &FILE[span.start_in_file..][..span.length];
            assert_eq!(&excerpt.sql[span.start_in_message..][..span.length], there);
        }
    }

    #[test]
    fn what_undoes_is_not_run() {
        let text = "--liquibase formatted sql\n--changeset a:1\ncreate table t ();\n--rollback drop table t;\n\
                    /* liquibase rollback\ndrop table t;\n*/\n";
        let changeset = &parse(text).expect("a changeset")[0];
        assert_eq!(changeset.sql(text), "create table t ();\n");
    }
}
