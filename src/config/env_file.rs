//! Files such as `.env`: `NAME=value` lines, quotes, `export`, comments. Nothing is expanded and
//! nothing is run; a `$` in a value is a `$`.

use std::path::Path;

use super::error::{ConfigError, Problem};
use crate::model::place::Place;

/// Names and values in file order. `shown` is the path for messages.
pub(crate) fn read(path: &Path, shown: &str) -> Result<Vec<(String, String)>, ConfigError> {
    let bytes = std::fs::read(path)
        .map_err(|source| ConfigError::new(Problem::Unreadable { path: shown.to_owned(), source }))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| ConfigError::new(Problem::NotUtf8 { path: shown.to_owned() }))?;
    parse(&text).map_err(|(line, reason)| {
        ConfigError::new(Problem::EnvFileLine { reason }).at(Place {
            file: shown.to_owned(),
            line: Some(line),
            column: None,
        })
    })
}

fn parse(text: &str) -> Result<Vec<(String, String)>, (u32, &'static str)> {
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut line = 1;
    let mut variables = Vec::new();
    while !rest.is_empty() {
        let start = rest;
        let at = |reason| (line, reason);
        let end = rest.find('\n').unwrap_or(rest.len());
        let content = rest[..end].trim();
        if content.is_empty() || content.starts_with('#') {
            rest = rest.get(end + 1..).unwrap_or_default();
        } else {
            let (name, value) = rest[..end].split_once('=').ok_or_else(|| at("a line without `=`"))?;
            let name = name.trim();
            let name = name.strip_prefix("export ").map_or(name, str::trim);
            if !is_name(name) {
                return Err(at("a variable name may hold letters, digits and `_` only"));
            }
            let value_start = end - value.trim_start_matches([' ', '\t']).len();
            let (value, after) = read_value(&rest[value_start..]).map_err(at)?;
            variables.push((name.to_owned(), value));
            rest = after;
        }
        let consumed = &start[..start.len() - rest.len()];
        line += u32::try_from(consumed.matches('\n').count()).unwrap_or(u32::MAX);
    }
    Ok(variables)
}

/// The value at the start of `text` and what follows its line. Quoted values may span lines.
fn read_value(text: &str) -> Result<(String, &str), &'static str> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let Some(quote) = quote else {
        let (value, after) = text.split_once('\n').unwrap_or((text, ""));
        // A comment begins with white space and `#`: a URL may hold a `#` inside.
        let end = [" #", "\t#"].iter().filter_map(|mark| value.find(mark)).min();
        let value = if value.starts_with('#') { "" } else { &value[..end.unwrap_or(value.len())] };
        return Ok((value.trim().to_owned(), after));
    };
    let mut value = String::new();
    let mut characters = text[1..].char_indices();
    while let Some((index, c)) = characters.next() {
        match c {
            _ if c == quote => {
                let (trailing, after) =
                    text[1 + index + 1..].split_once('\n').unwrap_or((&text[1 + index + 1..], ""));
                let trailing = trailing.trim();
                if !trailing.is_empty() && !trailing.starts_with('#') {
                    return Err("text after the closing quotation mark");
                }
                return Ok((value, after));
            }
            '\\' if quote == '"' => match characters.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, 'r')) => value.push('\r'),
                Some((_, 't')) => value.push('\t'),
                Some((_, c @ ('"' | '\\' | '$'))) => value.push(c),
                Some((_, c)) => value.extend(['\\', c]),
                None => break,
            },
            c => value.push(c),
        }
    }
    Err("a quotation mark that is not closed")
}

/// Whether `name` can be the name of a variable.
pub(crate) fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_written() {
        let text = "\u{feff}# comment\r\n\nA=1\r\nexport B = two words # comment\nC='a # \"b\" $HOME'\n\
                    D=\"line\\nbreak \\\"q\\\" \\d\"\nE=postgres://u:p#w@h/db?x=y=z\nF=\nG=\"two\nlines\" # c\nH=#x\nI=end";
        let expected = [
            ("A", "1"),
            ("B", "two words"),
            ("C", "a # \"b\" $HOME"),
            ("D", "line\nbreak \"q\" \\d"),
            ("E", "postgres://u:p#w@h/db?x=y=z"),
            ("F", ""),
            ("G", "two\nlines"),
            ("H", ""),
            ("I", "end"),
        ];
        let variables = parse(text).expect("readable");
        let shown: Vec<(&str, &str)> = variables.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn broken_lines_are_located() {
        for (text, line) in [
            ("A=1\nnonsense\n", 2),
            ("1A=1\n", 1),
            ("A=\"x\ny\"\nB='open\n\n", 3),
            ("A='x' y\n", 1),
            ("my-name=1\n", 1),
        ] {
            assert_eq!(parse(text).expect_err(text).0, line, "{text:?}");
        }
    }
}
