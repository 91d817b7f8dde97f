//! What sort of statement a text is, as far as transactions and the protocol care.

use super::token::{Kind, Token, tokens};

/// How a statement must be sent, if it can be sent at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Ordinary,
    /// It sets a session setting that outlives its transaction.
    Setting,
    /// PostgreSQL refuses it inside a transaction block (SQLSTATE 25001).
    NoTransaction,
    /// It begins or ends a transaction.
    TransactionControl,
    /// It names a savepoint: it needs an explicit `BEGIN` before it.
    Savepoint,
    /// Holds a backslash command, which psql runs and the server does not know.
    PsqlCommand,
    /// `COPY … FROM STDIN` or `TO STDOUT`: the data would follow outside SQL.
    CopyFromStdin,
}

/// The class of one statement (comments before it are skipped).
pub(crate) fn classify(statement: &str) -> Class {
    let words: Vec<Token<'_>> = tokens(statement).filter(Token::is_significant).collect();
    if words.iter().any(|token| token.kind == Kind::Escape) {
        return Class::PsqlCommand;
    }
    let Some((first, rest)) = words.split_first() else { return Class::Ordinary };
    let is = |keyword: &str| first.is_word(keyword);
    let then = |keyword: &str| rest.first().is_some_and(|token| token.is_word(keyword));

    if (is("commit") || is("rollback")) && then("prepared") {
        Class::NoTransaction
    } else if is("savepoint") || is("release") || (is("rollback") && contains(rest, "to")) {
        Class::Savepoint
    } else if is("begin")
        || is("commit")
        || is("end")
        || is("rollback")
        || is("abort")
        || ((is("start") || is("prepare")) && then("transaction"))
    {
        Class::TransactionControl
    } else if is("copy") && (follows(rest, "from", "stdin") || follows(rest, "to", "stdout")) {
        Class::CopyFromStdin
    } else if refuses_transaction(first, rest) {
        Class::NoTransaction
    } else if is("reset")
        || (is("set") && !["local", "constraints", "transaction"].iter().any(|word| then(word)))
        || (is("select") && sets_configuration(rest))
    {
        Class::Setting
    } else {
        Class::Ordinary
    }
}

/// Where the statement calls `PreventInTransactionBlock` in PostgreSQL's source, as far as the
/// text alone can tell (a `REINDEX` of a partitioned table, for one, cannot be told).
fn refuses_transaction(first: &Token<'_>, rest: &[Token<'_>]) -> bool {
    let word = |at: usize, keyword: &str| rest.get(at).is_some_and(|token| token.is_word(keyword));
    let any = |keywords: &[&str]| keywords.iter().any(|keyword| word(0, keyword));
    match first.text.to_ascii_lowercase().as_str() {
        "vacuum" => true,
        "discard" => word(0, "all"),
        "cluster" => cluster_all(rest),
        "create" if any(&["database", "tablespace"]) => true,
        "create" if word(0, "subscription") => creates_slot(rest),
        "create" => {
            let index = usize::from(word(0, "unique"));
            word(index, "index") && word(index + 1, "concurrently")
        }
        "drop" if any(&["database", "tablespace", "subscription"]) => true,
        "drop" => word(0, "index") && word(1, "concurrently"),
        "reindex" => contains(rest, "concurrently") || reindexes_many(rest),
        "alter" if word(0, "system") => true,
        "alter" if word(0, "database") => follows(rest, "set", "tablespace"),
        "alter" if word(0, "subscription") => refreshes(rest),
        "alter" if word(0, "table") => contains(rest, "detach") && contains(rest, "concurrently"),
        _ => false,
    }
}

/// `CLUSTER` without a table, options in parentheses or `VERBOSE` aside.
fn cluster_all(rest: &[Token<'_>]) -> bool {
    let after_options = match rest.iter().position(|token| token.is_symbol(")")) {
        Some(end) if rest[0].is_symbol("(") => &rest[end + 1..],
        _ => rest,
    };
    after_options.iter().all(|token| token.is_word("verbose") || token.is_symbol(";"))
}

/// `REINDEX [(options)] SCHEMA | DATABASE | SYSTEM`.
fn reindexes_many(rest: &[Token<'_>]) -> bool {
    let target = match rest.first() {
        Some(token) if token.is_symbol("(") => {
            rest.iter().position(|token| token.is_symbol(")")).map_or(rest.len(), |end| end + 1)
        }
        _ => 0,
    };
    ["schema", "database", "system"].iter().any(|word| rest.get(target).is_some_and(|t| t.is_word(word)))
}

/// `CREATE SUBSCRIPTION` is refused only when it would make a replication slot.
fn creates_slot(rest: &[Token<'_>]) -> bool {
    !is_switched_off(rest, "connect") && !is_switched_off(rest, "create_slot")
}

/// `ALTER SUBSCRIPTION … REFRESH PUBLICATION`, or a change of publications that refreshes.
fn refreshes(rest: &[Token<'_>]) -> bool {
    let changes = ["refresh", "set", "add", "drop"].iter().any(|verb| follows(rest, verb, "publication"));
    changes && !is_switched_off(rest, "refresh")
}

/// `option = false` in any of PostgreSQL's spellings.
fn is_switched_off(rest: &[Token<'_>], option: &str) -> bool {
    rest.windows(3).any(|window| {
        window[0].is_word(option)
            && window[1].is_symbol("=")
            && matches!(
                window[2].text.trim_matches('\'').to_ascii_lowercase().as_str(),
                "false" | "off" | "no" | "0"
            )
    })
}

/// `[pg_catalog.]set_config(name, value, false)` and nothing else, as dumps begin.
fn sets_configuration(rest: &[Token<'_>]) -> bool {
    let call = match rest {
        [schema, dot, call @ ..] if schema.is_word("pg_catalog") && dot.is_symbol(".") => call,
        call => call,
    };
    let [name, open, arguments @ .., last, close] = call else { return false };
    name.is_word("set_config")
        && open.is_symbol("(")
        && close.is_symbol(")")
        && last.is_word("false")
        && !arguments.iter().any(|token| token.is_symbol("(") || token.is_symbol(")"))
}

fn contains(tokens: &[Token<'_>], keyword: &str) -> bool {
    tokens.iter().any(|token| token.is_word(keyword))
}

fn follows(tokens: &[Token<'_>], keyword: &str, next: &str) -> bool {
    tokens.windows(2).any(|pair| pair[0].is_word(keyword) && pair[1].is_word(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_told_apart() {
        let cases: &[(Class, &[&str])] = &[
            (
                Class::NoTransaction,
                &[
                    "create index concurrently on t(a)",
                    "-- why\nCREATE UNIQUE /* x */ INDEX CONCURRENTLY i ON t (a)",
                    "drop index concurrently if exists i",
                    "reindex (concurrently) table t",
                    "REINDEX INDEX CONCURRENTLY i",
                    "reindex (verbose) schema s",
                    "vacuum (analyze) t",
                    "create database d",
                    "DROP TABLESPACE x",
                    "create subscription s connection 'x' publication p",
                    "create subscription s connection 'x' publication p with (connect = true)",
                    "drop subscription s",
                    "alter subscription s refresh publication",
                    "alter subscription s add publication p",
                    "alter system set work_mem = '1MB'",
                    "alter database d set tablespace x",
                    "alter table t detach partition p concurrently",
                    "discard all",
                    "cluster",
                    "cluster (verbose)",
                    "commit prepared 'x'",
                ],
            ),
            (
                Class::Ordinary,
                &[
                    "",
                    "-- vacuum",
                    "create table t (a int)",
                    "create index concurrently_used on t(a)",
                    "create subscription s connection 'x' publication p with (create_slot = false)",
                    "create subscription s connection 'x' publication p with (connect='off', enabled)",
                    "alter subscription s set publication p with (refresh = false)",
                    "refresh materialized view concurrently v",
                    "alter table t detach partition p",
                    "discard temp",
                    "cluster t using i",
                    "cluster (verbose) t",
                    "reindex table t",
                    "prepare q as select 1",
                    "alter type mood add value 'x'",
                    "copy t from '/file'",
                    "select 'create index concurrently' as \"vacuum\"",
                    "create function f() returns int begin atomic select 1; end",
                ],
            ),
            (
                Class::TransactionControl,
                &["BEGIN", "start transaction", "commit", "end", "rollback", "abort"],
            ),
            (Class::TransactionControl, &["prepare transaction 'x'", "rollback and chain"]),
            (
                Class::Setting,
                &[
                    "set search_path = s",
                    "SET SESSION AUTHORIZATION x",
                    "reset role",
                    "select pg_catalog.set_config('search_path', '', false)",
                ],
            ),
            (Class::Ordinary, &["set local role x", "select set_config('role', 'x', true)"]),
            (Class::Savepoint, &["savepoint a", "release a", "rollback to savepoint a"]),
            (Class::PsqlCommand, &["\\set x 1", "select 1 \\gexec", "-- c\n\\connect x"]),
            (Class::CopyFromStdin, &["copy t (a, b) from stdin with csv", "COPY t TO STDOUT"]),
        ];
        for (class, statements) in cases {
            for statement in *statements {
                assert_eq!(classify(statement), *class, "{statement:?}");
            }
        }
    }
}
