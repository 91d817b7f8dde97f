//! Files whose comments say which part is run: `-- +goose Up`, `-- migrate:up`, `-- Up Migration`.
//! One engine cuts them; what the tools differ in is a [`Dialect`] in each tool's file.

use std::ops::Range;

use super::detect::{Evidence, Strength};
use super::directory::Directory;
use super::error::FormatError;
use crate::model::history::{Excerpt, Migration};
use crate::model::place::Place;
use crate::sql::position::line_column;

/// How many files are looked into for a tool's annotations.
const FILES: usize = 20;

/// How a tool writes its markers and what it demands of them.
#[derive(Debug)]
pub(super) struct Dialect {
    /// For messages.
    pub(super) tool: &'static str,
    /// What every marker has after its dashes: `+goose`, `migrate:`, nothing.
    pub(super) sign: &'static str,
    /// The words after the sign.
    pub(super) words: &'static [(&'static str, Mark)],
    pub(super) any_case: bool,
    /// White space before the dashes, more dashes after them, and how much white space is between
    /// words are no matter.
    pub(super) loose: bool,
    pub(super) after: After,
    /// Whether the parts may come in any order and the up marker may be missing: the whole file is
    /// run then. Otherwise there is one up part, and before it only comments.
    pub(super) free: bool,
    pub(super) needs_down: bool,
}

/// What a marker says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Up,
    Down,
    /// What follows is one statement, whatever its semicolons.
    Begin,
    End,
    NoTransaction,
    /// Variables are put in from here on, or no longer.
    Variables,
}

/// What may stand behind a marker's words on its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// Nothing; and any other line with the tool's sign stops the tool.
    Nothing,
    /// White space, then options.
    Options,
    Anything,
}

/// A marker line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker<'t> {
    pub(super) mark: Mark,
    /// Offset of its line.
    pub(super) at: usize,
    /// What stands behind its words.
    pub(super) options: &'t str,
}

/// A file cut by its markers.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sections<'t> {
    /// What is run, its marker line included, which the server takes for a comment.
    pub(super) up: Range<usize>,
    /// All of the file's, in order.
    pub(super) markers: Vec<Marker<'t>>,
}

/// Why the tool would not run a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) at: usize,
    pub(super) reason: String,
}

impl Malformed {
    pub(super) fn new(at: usize, reason: impl Into<String>) -> Self {
        Self { at, reason: reason.into() }
    }

    pub(super) fn in_file(self, migration: &Migration) -> FormatError {
        let (line, column) = line_column(&migration.text, self.at);
        FormatError::Unsupported { place: Place::at(&migration.file, line, column), reason: self.reason }
    }
}

impl Dialect {
    /// The first marker of a few files.
    pub(super) fn evidence(&self, directory: &Directory) -> Option<Evidence> {
        first_comment(directory, |line| {
            matches!(self.marker(line, 0), Some(Ok(Marker { mark: Mark::Up | Mark::Down, .. })))
        })
    }

    /// What is run of a text; nothing when the tool would not run it.
    pub(super) fn excerpt(&self, text: &str) -> Excerpt {
        Excerpt::of(text, self.cut(text).map_or(0..0, |sections| sections.up))
    }

    /// Whether a marker says this.
    pub(super) fn says(&self, text: &str, mark: Mark) -> bool {
        self.cut(text).is_ok_and(|sections| sections.markers.iter().any(|marker| marker.mark == mark))
    }

    /// Cuts a file into its parts.
    pub(super) fn cut<'t>(&self, text: &'t str) -> Result<Sections<'t>, Malformed> {
        let mut markers = Vec::new();
        for (at, line) in lines(text) {
            markers.extend(self.marker(line, at).transpose()?);
        }
        let first = |mark| markers.iter().find(|marker: &&Marker<'_>| marker.mark == mark).map(|m| m.at);
        let (up, down) = (first(Mark::Up), first(Mark::Down));
        if !self.free {
            self.check(text, &markers, up)?;
        }
        let start = up.unwrap_or(0);
        let end = down.filter(|&down| up.is_some() && down > start).unwrap_or(text.len());
        Ok(Sections { up: start..end, markers })
    }

    /// One up part, perhaps one down part after it, and only comments before both.
    fn check(&self, text: &str, markers: &[Marker<'_>], up: Option<usize>) -> Result<(), Malformed> {
        let (tool, needed) = (self.tool, self.line(Mark::Up));
        let up = up.ok_or_else(|| {
            Malformed::new(
                0,
                format!("there is no line `{needed}`, and {tool} runs what follows one: add it"),
            )
        })?;
        let before = lines(text).take_while(|(at, _)| *at < up);
        if let Some((at, _)) = before.into_iter().find(|(_, line)| !is_comment(line)) {
            return Err(Malformed::new(
                at,
                format!("this stands before `{needed}`, where {tool} takes only comments: move it below"),
            ));
        }
        let mut down = None;
        for marker in markers {
            match marker.mark {
                Mark::Up if marker.at != up => {
                    let reason =
                        format!("a second `{needed}`: {tool} takes one in a file, so make two files");
                    return Err(Malformed::new(marker.at, reason));
                }
                Mark::Down if marker.at < up || down.is_some() => {
                    let reason = format!("`{}` stands once, after `{needed}`", self.line(Mark::Down));
                    return Err(Malformed::new(marker.at, reason));
                }
                Mark::Down => down = Some(marker.at),
                _ => {}
            }
        }
        if self.needs_down && down.is_none() {
            let reason = format!(
                "there is no line `{}`, and {tool} wants one even when nothing follows it: add it at the end",
                self.line(Mark::Down)
            );
            return Err(Malformed::new(up, reason));
        }
        Ok(())
    }

    /// A marker as people write it.
    fn line(&self, mark: Mark) -> String {
        let word = self.words.iter().find(|(_, known)| *known == mark).map_or("", |(word, _)| word);
        match self.sign {
            "" => format!("-- {word}"),
            sign if sign.ends_with(':') => format!("-- {sign}{word}"),
            sign => format!("-- {sign} {word}"),
        }
    }

    /// What a line says, if it is a marker.
    fn marker<'t>(&self, line: &'t str, at: usize) -> Option<Result<Marker<'t>, Malformed>> {
        let comment = line.trim_start_matches(is_white).strip_prefix("--")?;
        let strict = self.after == After::Nothing && line.contains(self.sign);
        if !self.loose && !line.starts_with("--") {
            let reason = format!("there is white space or a byte order mark before {}: remove it", self.sign);
            return strict.then(|| Err(Malformed::new(at, reason)));
        }
        let dash = |c: char| self.loose && c == '-';
        let said = comment.trim_start_matches(|c| is_white(c) || dash(c)).strip_prefix(self.sign);
        let found = said.and_then(|said| {
            let said = if self.sign.ends_with(':') { said } else { said.trim_start() };
            let known = |(word, mark): &(&str, Mark)| {
                Some(Marker { mark: *mark, at, options: self.after_word(said, word)? })
            };
            self.words.iter().find_map(known)
        });
        match found {
            Some(marker) => Some(Ok(marker)),
            None => strict.then(|| {
                let known: Vec<&str> = self.words.iter().map(|(word, _)| *word).collect();
                let reason = format!(
                    "{} stops at this line: after `{}` it knows {}",
                    self.tool,
                    self.sign,
                    known.join(", ")
                );
                Err(Malformed::new(at, reason))
            }),
        }
    }

    /// What follows a marker's words.
    fn after_word<'t>(&self, said: &'t str, word: &str) -> Option<&'t str> {
        let parts = if self.loose { word.split(' ').collect() } else { vec![word] };
        let mut rest = said;
        for (index, part) in parts.into_iter().enumerate() {
            if index > 0 {
                rest = rest.strip_prefix(char::is_whitespace)?.trim_start();
            }
            let head = rest.get(..part.len())?;
            let same = if self.any_case { head.eq_ignore_ascii_case(part) } else { head == part };
            rest = same.then(|| &rest[part.len()..])?;
        }
        let fits = match self.after {
            After::Nothing => rest.trim().is_empty(),
            After::Options => rest.is_empty() || rest.starts_with(char::is_whitespace),
            After::Anything => true,
        };
        fits.then(|| rest.trim())
    }
}

/// The lines of a text with their offsets, without line ends.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end_matches('\n').trim_end_matches('\r'))
    })
}

/// Nothing the server would run.
pub(super) fn is_comment(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with("--")
}

/// JavaScript counts the byte order mark as white space.
fn is_white(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// A file with a line that begins with one of these, white space and letter case aside.
pub(super) fn annotated(directory: &Directory, annotations: &[&str]) -> Option<Evidence> {
    first_comment(directory, |line| {
        let squeezed: String =
            line.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
        annotations.iter().any(|annotation| squeezed.starts_with(annotation))
    })
}

/// The first comment of a few files that a tool knows as its own.
fn first_comment(directory: &Directory, known: impl Fn(&str) -> bool) -> Option<Evidence> {
    for file in directory.sql_files().take(FILES) {
        let text = directory.read(file).ok()?;
        if let Some(line) = text.lines().filter(|line| line.starts_with("--")).find(|line| known(line)) {
            return Some(Evidence::new(Strength::Content, format!("`{}` in {file}", line.trim())));
        }
    }
    None
}
