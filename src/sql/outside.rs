//! Statements that PostgreSQL carries out in transactions of its own: what their text says of where
//! their outcome will be seen.

use super::split::split;
use super::token::{Kind, Token};
use crate::model::journal::{Outside, Thing};

/// Reads what was sent in one message; its last statement says how it ends.
pub(crate) fn outside(sql: &str) -> Outside {
    let Some(statement) = split(sql).into_iter().rfind(|statement| statement.significant().next().is_some())
    else {
        return Outside::Unknown;
    };
    let tokens: Vec<Token<'_>> = statement.significant().collect();
    read(&mut Reader { tokens: &tokens, text: statement.text }).unwrap_or(Outside::Unknown)
}

/// The rest of a statement.
struct Reader<'t, 's> {
    tokens: &'t [Token<'s>],
    text: &'s str,
}

fn read(reader: &mut Reader<'_, '_>) -> Option<Outside> {
    let first = reader.word()?;
    match first.as_str() {
        "create" => create(reader),
        "drop" => drop(reader),
        "reindex" if reader.says("concurrently") => Some(Outside::Reindex),
        "alter" if reader.skips(&["table"]) => detach(reader),
        "alter" if reader.skips(&["system"]) => Some(Outside::Repeatable),
        "alter" if reader.skips(&["database"]) => Some(Outside::Repeatable),
        "alter" if reader.skips(&["subscription"]) && reader.says("refresh") => Some(Outside::Repeatable),
        "vacuum" | "analyze" | "cluster" | "reindex" | "discard" => Some(Outside::Repeatable),
        "prepare" if reader.skips(&["transaction"]) => {
            Some(Outside::Create { what: Thing::PreparedTransaction, name: reader.name()? })
        }
        "commit" | "rollback" if reader.skips(&["prepared"]) => {
            Some(Outside::Drop { what: Thing::PreparedTransaction, name: reader.name()? })
        }
        _ => None,
    }
}

fn create(reader: &mut Reader<'_, '_>) -> Option<Outside> {
    reader.skips(&["unique"]);
    if reader.skips(&["index", "concurrently"]) {
        reader.skips(&["if", "not", "exists"]);
        let name = if reader.skips(&["on"]) {
            None
        } else {
            let name = reader.name()?;
            reader.skips(&["on"]).then_some(Some(name))?
        };
        reader.skips(&["only"]);
        return Some(Outside::CreateIndex { name, table: reader.name()? });
    }
    Some(Outside::Create { what: reader.thing()?, name: reader.name()? })
}

fn drop(reader: &mut Reader<'_, '_>) -> Option<Outside> {
    if reader.skips(&["index", "concurrently"]) {
        reader.skips(&["if", "exists"]);
        return Some(Outside::DropIndex { name: reader.name()? });
    }
    let what = reader.thing()?;
    reader.skips(&["if", "exists"]);
    Some(Outside::Drop { what, name: reader.name()? })
}

fn detach(reader: &mut Reader<'_, '_>) -> Option<Outside> {
    reader.skips(&["if", "exists"]);
    reader.skips(&["only"]);
    let table = reader.name()?;
    if !reader.skips(&["detach", "partition"]) {
        return None;
    }
    let partition = reader.name()?;
    reader.skips(&["concurrently"]).then_some(Outside::Detach { table, partition })
}

impl Reader<'_, '_> {
    /// The next token as a keyword.
    fn word(&mut self) -> Option<String> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        (first.kind == Kind::Word).then(|| first.text.to_ascii_lowercase())
    }

    /// Goes over these keywords when they come next.
    fn skips(&mut self, keywords: &[&str]) -> bool {
        let come = self.tokens.len() >= keywords.len()
            && keywords.iter().zip(self.tokens).all(|(keyword, token)| token.is_word(keyword));
        if come {
            self.tokens = &self.tokens[keywords.len()..];
        }
        come
    }

    fn says(&self, keyword: &str) -> bool {
        self.tokens.iter().any(|token| token.is_word(keyword))
    }

    fn thing(&mut self) -> Option<Thing> {
        [
            ("database", Thing::Database),
            ("tablespace", Thing::Tablespace),
            ("subscription", Thing::Subscription),
        ]
        .into_iter()
        .find_map(|(keyword, thing)| self.skips(&[keyword]).then_some(thing))
    }

    /// A possibly qualified name or a quoted literal, as written.
    fn name(&mut self) -> Option<String> {
        let is_part = |token: &Token<'_>| matches!(token.kind, Kind::Word | Kind::Quoted);
        let first = self.tokens.first().filter(|token| is_part(token))?;
        let mut length = 1;
        while self.tokens.get(length).is_some_and(|token| token.is_symbol("."))
            && self.tokens.get(length + 1).is_some_and(is_part)
        {
            length += 2;
        }
        let last = self.tokens[length - 1];
        self.tokens = &self.tokens[length..];
        Some(self.text[first.start..last.start + last.text.len()].to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_say_where_their_outcome_is_seen() {
        let index = |name: Option<&str>, table: &str| Outside::CreateIndex {
            name: name.map(str::to_owned),
            table: table.to_owned(),
        };
        let cases = [
            ("create index concurrently i on t (a)", index(Some("i"), "t")),
            (
                "-- x\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"I i\" ON ONLY s.\"T\" USING gin (a)",
                index(Some("\"I i\""), "s.\"T\""),
            ),
            ("create index concurrently on s . t(a)", index(None, "s . t")),
            ("drop index concurrently if exists s.i cascade", Outside::DropIndex { name: "s.i".into() }),
            ("reindex (verbose) table concurrently t", Outside::Reindex),
            ("reindex (concurrently) table t", Outside::Reindex),
            ("reindex table t", Outside::Repeatable),
            (
                "alter table only p detach partition s.q concurrently;",
                Outside::Detach { table: "p".into(), partition: "s.q".into() },
            ),
            ("alter table t add a int", Outside::Unknown),
            ("create database d", Outside::Create { what: Thing::Database, name: "d".into() }),
            ("drop subscription if exists s", Outside::Drop { what: Thing::Subscription, name: "s".into() }),
            (
                "begin; a; prepare transaction 'x'",
                Outside::Create { what: Thing::PreparedTransaction, name: "'x'".into() },
            ),
            ("rollback prepared 'x'", Outside::Drop { what: Thing::PreparedTransaction, name: "'x'".into() }),
            ("vacuum t; -- end", Outside::Repeatable),
            ("alter system set a = 1", Outside::Repeatable),
            ("call p()", Outside::Unknown),
            ("", Outside::Unknown),
        ];
        for (sql, expected) in cases {
            assert_eq!(outside(sql), expected, "{sql:?}");
        }
    }
}
