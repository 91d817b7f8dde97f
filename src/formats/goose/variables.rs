//! What goose puts into a line under `ENVSUB ON`: `$NAME`, `${NAME}`, `${NAME:-otherwise}`,
//! `${NAME-otherwise}`, `${NAME?}`. Grammar as in <https://github.com/mfridman/interpolate> 0.0.2, which
//! goose uses; the part of a value (`${NAME:1:2}`) is refused.
//!
//! goose takes values from its environment, and nothing for a name that is not there. That environment
//! is not lockstep's, so a name without a value is refused rather than left out in silence.

use std::ops::Range;

use crate::formats::annotation::Malformed;
use crate::formats::placeholder::Mosaic;
use crate::formats::versions::Variables;

/// A part of a line.
#[derive(Debug)]
enum Part<'t> {
    Kept(Range<usize>),
    /// A dollar sign that is written as two, or behind a backslash.
    Dollar(usize),
    Variable(Variable<'t>),
}

#[derive(Debug)]
struct Variable<'t> {
    /// Offset of its dollar sign.
    at: usize,
    name: &'t str,
    otherwise: Otherwise<'t>,
}

/// What stands for a variable without a value.
#[derive(Debug)]
enum Otherwise<'t> {
    Nothing,
    IfUnset(Vec<Part<'t>>),
    IfEmpty(Vec<Part<'t>>),
}

/// Adds the line that begins at `at` in the file's text, with values in it.
pub(super) fn put_line(
    mosaic: &mut Mosaic,
    text: &str,
    line: Range<usize>,
    values: &Variables,
) -> Result<(), Malformed> {
    let parts = Reader { text: &text[..line.end], at: line.start }.parts(None)?;
    put(mosaic, text, &parts, values)
}

fn put(mosaic: &mut Mosaic, text: &str, parts: &[Part<'_>], values: &Variables) -> Result<(), Malformed> {
    for part in parts {
        match part {
            Part::Kept(range) => mosaic.keep(text, range.clone()),
            Part::Dollar(at) => mosaic.put("$", *at),
            Part::Variable(variable) => mosaic.put(&variable.value(text, values)?, variable.at),
        }
    }
    Ok(())
}

impl Variable<'_> {
    fn value(&self, text: &str, values: &Variables) -> Result<String, Malformed> {
        let Self { at, name, otherwise } = self;
        let known = values.get(*name).cloned();
        match (otherwise, known) {
            (Otherwise::IfUnset(parts), None) => flat(text, parts, values),
            (Otherwise::IfEmpty(parts), known) if known.as_deref().unwrap_or_default().is_empty() => {
                flat(text, parts, values)
            }
            (_, Some(value)) => Ok(value),
            (_, None) => Err(Malformed::new(
                *at,
                format!(
                    "the variable {name} has no value: give it in lockstep.yml, `migrations: {{placeholders: \
                     {{{name}: …}}}}`, or write `${{{name}:-}}` where nothing is meant"
                ),
            )),
        }
    }
}

fn flat(text: &str, parts: &[Part<'_>], values: &Variables) -> Result<String, Malformed> {
    let mut mosaic = Mosaic::default();
    put(&mut mosaic, text, parts, values)?;
    Ok(mosaic.finish().sql)
}

/// Reads to the end of `text`.
struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn takes(&mut self, sign: &str) -> bool {
        let takes = self.rest().starts_with(sign);
        self.at += if takes { sign.len() } else { 0 };
        takes
    }

    /// Up to the end, or to `stop`.
    fn parts(&mut self, stop: Option<char>) -> Result<Vec<Part<'t>>, Malformed> {
        let mut parts = Vec::new();
        while let Some(next) = self.rest().chars().next().filter(|next| Some(*next) != stop) {
            let from = self.at;
            if self.takes("\\$") || self.takes("$$") {
                parts.push(Part::Dollar(from));
            } else if self.takes("\\\\") || self.takes("$(") {
                parts.push(Part::Kept(from..self.at));
            } else if next == '$' && self.rest().len() > 1 {
                parts.push(Part::Variable(self.variable()?));
            } else {
                self.at += next.len_utf8();
                parts.push(Part::Kept(from..self.at));
            }
        }
        Ok(parts)
    }

    fn variable(&mut self) -> Result<Variable<'t>, Malformed> {
        let at = self.at;
        self.at += 1;
        if !self.takes("{") {
            return Ok(Variable { at, name: self.name(at)?, otherwise: Otherwise::Nothing });
        }
        let name = self.name(at)?;
        let otherwise = if self.takes(":-") {
            Otherwise::IfEmpty(self.parts(Some('}'))?)
        } else if self.takes("-") {
            Otherwise::IfUnset(self.parts(Some('}'))?)
        } else if self.takes("?") {
            // what follows is what goose says of a missing value
            self.parts(Some('}'))?;
            Otherwise::Nothing
        } else {
            Otherwise::Nothing
        };
        if self.takes("}") {
            return Ok(Variable { at, name, otherwise });
        }
        Err(Malformed::new(
            at,
            "lockstep reads `${NAME}`, `${NAME:-otherwise}`, `${NAME-otherwise}`, `${NAME?}`",
        ))
    }

    /// A letter, then letters, digits and underscores.
    fn name(&mut self, variable: usize) -> Result<&'t str, Malformed> {
        let rest = self.rest();
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        if !rest.starts_with(char::is_alphabetic) {
            let reason = "under `ENVSUB ON` goose reads a variable after a dollar sign and stops at this one: write \
                          two for one";
            return Err(Malformed::new(variable, reason));
        }
        self.at += length;
        Ok(&rest[..length])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(line: &str) -> Result<String, (usize, String)> {
        let values = [("A", "a"), ("EMPTY", ""), ("é_1", "ü")];
        let values = values.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let mut mosaic = Mosaic::default();
        put_line(&mut mosaic, line, 0..line.len(), &values)
            .map(|()| mosaic.finish().sql)
            .map_err(|malformed| (malformed.at, malformed.reason))
    }

    /// The results are those of the library that goose uses.
    #[test]
    fn values_are_put_in_as_goose_does() {
        let cases = [
            ("x $A ${A}; $é_1-", "x a a; ü-"),
            ("${EMPTY}|${EMPTY:-x}|${EMPTY-x}|${EMPTY?x}", "|x||"),
            ("${NO:-${NO-${A}$$}}|${A:-${NO}}", "a$|a"),
            ("${NO:-}|${NO:-two words}", "|two words"),
            ("$$A \\$A \\\\ \\n $(A) $", "$A $A \\\\ \\n $(A) $"),
        ];
        for (line, expected) in cases {
            assert_eq!(put(line).as_deref(), Ok(expected), "{line}");
        }
    }

    #[test]
    fn what_has_no_value_is_named_with_its_place() {
        let cases = [
            ("x $NO", 2, "the variable NO has no value"),
            ("x ${NO?because}", 2, "the variable NO has no value"),
            ("${NO:-${NIX}}", 6, "the variable NIX has no value"),
            ("$1", 0, "two for one"),
            ("${A", 0, "lockstep reads"),
            ("${A:1}", 0, "lockstep reads"),
            ("${A:-x", 0, "lockstep reads"),
        ];
        for (line, at, reason) in cases {
            let (found, said) = put(line).expect_err(line);
            assert!(found == at && said.contains(reason), "{line}: {found} {said}");
        }
    }
}
