//! Whether Flyway runs a script in a transaction: what it recognises in the statements, and what the
//! side file `<script>.conf` says.

use crate::formats::body::Body;
use crate::formats::directory::Directory;
use crate::formats::error::FormatError;
use crate::sql::token::{Token, tokens};

use super::options::Options;

/// How Flyway runs a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Running {
    /// In one transaction with its history row.
    Together,
    /// Every statement by itself.
    Apart,
    /// Not at all: it holds statements of both sorts.
    Refused,
}

/// The side file of a script.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct SideFile {
    pub(super) in_transaction: Option<bool>,
    pub(super) replaces: Option<bool>,
}

impl SideFile {
    pub(super) fn read(directory: &Directory, script: &str) -> Result<Self, FormatError> {
        let name = format!("{script}.conf");
        if !directory.has(&name) {
            return Ok(Self::default());
        }
        let mut found = Self::default();
        let text = directory.read(&name)?;
        for line in text.lines().map(str::trim) {
            let Some((key, value)) = line.split_once('=').filter(|_| !line.starts_with(['#', '!'])) else {
                continue;
            };
            let value = value.trim();
            let truth = Some(value.eq_ignore_ascii_case("true"));
            match key.trim() {
                "executeInTransaction" => found.in_transaction = truth,
                "placeholderReplacement" => found.replaces = truth,
                "encoding" if value.eq_ignore_ascii_case("utf-8") => {}
                key => {
                    let reason = format!("lockstep does not know what `{key}={value}` means for the script");
                    return Err(FormatError::Options { file: directory.relative(&name), reason });
                }
            }
        }
        Ok(found)
    }
}

/// How a script runs. `in_transaction` is the side file's word.
pub(super) fn running(body: &Body<'_>, in_transaction: Option<bool>, options: &Options) -> Running {
    let refusing = body.statements().filter(|statement| refuses_transaction(statement)).count();
    let all = body.statements().count();
    match in_transaction.or((!options.in_transaction).then_some(false)) {
        Some(true) => Running::Together,
        Some(false) => Running::Apart,
        None if refusing == 0 => Running::Together,
        None if refusing == all || options.mixed => Running::Apart,
        None => Running::Refused,
    }
}

/// The statements that Flyway knows to refuse transactions; PostgreSQL knows more.
fn refuses_transaction(statement: &str) -> bool {
    let words: Vec<String> = tokens(statement)
        .filter(Token::is_significant)
        .take(4)
        .map(|token| token.text.to_ascii_lowercase())
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(
        words[..],
        ["create" | "drop", "database" | "tablespace" | "subscription", ..]
            | ["create" | "drop", "index", "concurrently", ..]
            | ["create" | "drop", "unique", "index", "concurrently"]
            | ["alter", "system", ..]
            | ["vacuum", ..]
            | ["discard", "all", ..]
            | ["reindex", "schema" | "database" | "system", ..]
            | ["reindex", "verbose", "schema" | "database" | "system", ..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::history::Migration;

    #[test]
    fn scripts_run_as_flyway_runs_them() {
        let how = |text: &str, side: Option<bool>, mixed: bool| {
            let migration = Migration { text: text.into(), ..Migration::default() };
            running(&Body::of(&migration), side, &Options { mixed, ..Options::default() })
        };
        let index = "-- why\ncreate unique index concurrently i on t (a);";
        let both = "set lock_timeout = 1;\ndrop index concurrently i;";
        assert_eq!(how("select 1;", None, false), Running::Together);
        assert_eq!(how("", None, false), Running::Together);
        assert_eq!(how(index, None, false), Running::Apart);
        assert_eq!(how(&format!("{index}{index}"), None, false), Running::Apart);
        // Flyway 11.8.2 counts `set` and `analyze` as statements that want a transaction
        assert_eq!(how(both, None, false), Running::Refused);
        assert_eq!(how(both, None, true), Running::Apart);
        assert_eq!(how(index, Some(true), false), Running::Together);
        assert_eq!(how("reindex table concurrently t;", None, false), Running::Together);
        assert_eq!(how("reindex table concurrently t;", Some(false), false), Running::Apart);
    }
}
