//! What a statement left that PostgreSQL carries out in transactions of its own, read from the
//! catalog: done, half done, or nothing.

use super::error::DbError;
use super::session::Session;
use crate::model::journal::{Outside, Thing};
use crate::model::quote::{quote_literal, quote_qualified};

/// What such a statement left.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Left {
    /// It took effect, once `first` has run.
    pub(crate) done: bool,
    /// Statements that undo or complete what is half done, each to be sent alone.
    pub(crate) first: Vec<String>,
    /// What those are about, for people.
    pub(crate) half: Vec<String>,
    /// A server process that is still at it.
    pub(crate) busy: Option<i32>,
}

impl Left {
    fn done(done: bool) -> Self {
        Self { done, ..Self::default() }
    }

    /// Something half done, dropped before the statement runs again.
    fn rebuilt(indexes: &[Index]) -> Self {
        Self {
            done: false,
            first: indexes.iter().map(|index| format!("DROP INDEX CONCURRENTLY {}", index.quoted)).collect(),
            half: indexes.iter().map(|index| index.quoted.clone()).collect(),
            busy: indexes.iter().find_map(|index| index.busy),
        }
    }
}

/// SQL for a text that says what is there before the statement runs: what is there after it and not
/// before is its work.
pub(super) fn seen(outside: &Outside) -> String {
    let query = match outside {
        Outside::CreateIndex { table, .. } => format!(
            "SELECT pg_catalog.string_agg(indexrelid::text, ' ') FROM pg_catalog.pg_index \
             WHERE indrelid = {}",
            regclass(table)
        ),
        Outside::Reindex => "SELECT pg_catalog.string_agg(indexrelid::text, ' ') FROM pg_catalog.pg_index \
                             WHERE NOT indisvalid"
            .to_owned(),
        Outside::DropIndex { name } => format!("SELECT {}::oid::text", regclass(name)),
        Outside::Detach { table, partition } => {
            format!("SELECT inhrelid::text FROM {}", inheritance(table, partition))
        }
        Outside::Create { what, name } | Outside::Drop { what, name } => {
            format!("SELECT id FROM ({}) AS t", thing(*what, name))
        }
        Outside::Repeatable | Outside::Unknown => "SELECT ''".to_owned(),
    };
    format!("COALESCE(({query}), '')")
}

/// What a statement left whose end nobody saw. `seen` is what [`seen`] found before it.
pub(crate) async fn look(session: &mut Session, outside: &Outside, seen: &str) -> Result<Left, DbError> {
    let before: Vec<&str> = seen.split(' ').collect();
    match outside {
        Outside::CreateIndex { name, table } => {
            let of_table = format!("i.indrelid = {}", regclass(table));
            let mut made = indexes(session, &of_table).await?;
            made.retain(|index| !before.contains(&index.oid.as_str()));
            if let Some(name) = name {
                let of_name = indexes(session, &named(name, table)).await?;
                made.retain(|index| of_name.iter().any(|named| named.oid == index.oid));
            }
            let (valid, invalid): (Vec<_>, Vec<_>) = made.into_iter().partition(|index| index.valid);
            Ok(if valid.is_empty() { Left::rebuilt(&invalid) } else { Left::done(true) })
        }
        Outside::Reindex => {
            let mut made = indexes(session, "NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$'").await?;
            made.retain(|index| !before.contains(&index.oid.as_str()));
            Ok(Left::rebuilt(&made))
        }
        Outside::DropIndex { name } => {
            let now = session.one(&format!("SELECT COALESCE({}::oid::text, '')", regclass(name))).await?;
            Ok(Left::done(now != seen))
        }
        Outside::Detach { table, partition } => {
            let attached = format!("SELECT inhdetachpending FROM {}", inheritance(table, partition));
            let attached = session.fetch(&attached).await?.into_iter().flatten().flatten().next();
            Ok(match attached.as_deref() {
                None => Left::done(!seen.is_empty()),
                Some("t") => Left {
                    done: true,
                    first: vec![format!("ALTER TABLE {table} DETACH PARTITION {partition} FINALIZE")],
                    half: vec![partition.clone()],
                    busy: None,
                },
                Some(_) => Left::default(),
            })
        }
        Outside::Create { what, name } | Outside::Drop { what, name } => {
            let now = session.fetch(&thing(*what, name)).await?.into_iter().flatten().flatten().next();
            Ok(Left::done(now.unwrap_or_default() != seen))
        }
        Outside::Repeatable | Outside::Unknown => Ok(Left::default()),
    }
}

/// The INVALID index that stands where `CREATE INDEX CONCURRENTLY` is about to build: an interrupted
/// or failed build left it, ours or another tool's.
pub(crate) async fn in_the_way(session: &mut Session, outside: &Outside) -> Result<Left, DbError> {
    let Outside::CreateIndex { name: Some(name), table } = outside else { return Ok(Left::default()) };
    let found = indexes(session, &format!("NOT i.indisvalid AND {}", named(name, table))).await?;
    Ok(Left::rebuilt(&found))
}

struct Index {
    oid: String,
    quoted: String,
    valid: bool,
    busy: Option<i32>,
}

async fn indexes(session: &mut Session, condition: &str) -> Result<Vec<Index>, DbError> {
    // Who may not see another role's progress sees a NULL there.
    let rows = session
        .fetch(&format!(
            "SELECT i.indexrelid, n.nspname, c.relname, i.indisvalid, \
             (SELECT p.pid FROM pg_catalog.pg_stat_progress_create_index p \
             WHERE p.index_relid = i.indexrelid AND p.datname = pg_catalog.current_database() LIMIT 1) \
             FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid \
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE {condition} ORDER BY 2, 3"
        ))
        .await?;
    let index = |row: Vec<Option<String>>| {
        let [oid, schema, name, valid, busy] = <[_; 5]>::try_from(row).ok()?;
        Some(Index {
            oid: oid?,
            quoted: quote_qualified(&schema?, &name?),
            valid: valid? == "t",
            busy: busy.and_then(|pid| pid.parse().ok()),
        })
    };
    let found: Option<Vec<Index>> = rows.into_iter().map(index).collect();
    found.ok_or_else(|| session.protocol("a row of pg_index that cannot be read".to_owned()))
}

/// An index by its name as written; it is made in its table's schema.
fn named(name: &str, table: &str) -> String {
    format!(
        "i.indrelid = {} AND c.relname = ANY (pg_catalog.parse_ident({}))",
        regclass(table),
        quote_literal(name)
    )
}

fn regclass(name: &str) -> String {
    format!("pg_catalog.to_regclass({})", quote_literal(name))
}

fn inheritance(table: &str, partition: &str) -> String {
    format!(
        "pg_catalog.pg_inherits WHERE inhparent = {} AND inhrelid = {}",
        regclass(table),
        regclass(partition)
    )
}

/// The one row, if any, of a thing: its identity.
fn thing(what: Thing, name: &str) -> String {
    // A literal stays one; an identifier is folded as PostgreSQL does.
    let name = if name.starts_with('\'') || name.starts_with("E'") {
        name.to_owned()
    } else {
        format!("(pg_catalog.parse_ident({}))[1]", quote_literal(name))
    };
    match what {
        Thing::Database => {
            format!("SELECT oid::text AS id FROM pg_catalog.pg_database WHERE datname = {name}")
        }
        Thing::Tablespace => {
            format!("SELECT oid::text AS id FROM pg_catalog.pg_tablespace WHERE spcname = {name}")
        }
        Thing::Subscription => format!(
            "SELECT oid::text AS id FROM pg_catalog.pg_subscription WHERE subname = {name} AND subdbid = \
             (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())"
        ),
        Thing::PreparedTransaction => format!(
            "SELECT transaction::text AS id FROM pg_catalog.pg_prepared_xacts \
             WHERE gid = {name} AND database = pg_catalog.current_database()"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;

    async fn session(sql: &str) -> Session {
        let mut session = testing::open(&testing::database().await).await.expect("open");
        session.run(sql).await.expect("made");
        session
    }

    /// What is left of a statement that ran between the two looks, or of a half of it.
    async fn left(session: &mut Session, outside: &Outside, work: &str) -> Left {
        let before = session.one(&format!("SELECT {}", seen(outside))).await.expect("seen");
        for statement in work.split(';') {
            session.run(statement).await.expect("ran");
        }
        look(session, outside, &before).await.expect("looked")
    }

    fn index(name: Option<&str>) -> Outside {
        Outside::CreateIndex { name: name.map(str::to_owned), table: "\"T\"".to_owned() }
    }

    const SPOIL: &str = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = '\"I\"'::regclass";

    #[tokio::test]
    async fn an_index_is_there_half_there_or_not() {
        let table = "CREATE TABLE \"T\" (a int); CREATE INDEX before ON \"T\" (a)";
        let make = "CREATE INDEX CONCURRENTLY \"I\" ON \"T\" (a)";
        for name in [Some("\"I\""), None] {
            let mut session = session(table).await;
            assert_eq!(left(&mut session, &index(name), "").await, Left::default());
            assert_eq!(left(&mut session, &index(name), make).await, Left::done(true));
            session.run("DROP INDEX \"I\"").await.expect("dropped");
            let half = left(&mut session, &index(name), &format!("{make};{SPOIL}")).await;
            assert_eq!((half.done, &half.half[..]), (false, &["\"public\".\"I\"".to_owned()][..]));
            let known = in_the_way(&mut session, &index(name)).await.expect("looked");
            assert_eq!(known.first, if name.is_some() { half.first.clone() } else { Vec::new() });
            session.run(&half.first[0]).await.expect("dropped");
        }
    }

    #[tokio::test]
    async fn an_index_that_was_there_before_is_nobodys_work() {
        let mut session = session("CREATE TABLE \"T\" (a int); CREATE INDEX \"I\" ON \"T\" (a)").await;
        assert_eq!(left(&mut session, &index(Some("\"I\"")), "").await, Left::default());
        assert_eq!(in_the_way(&mut session, &index(Some("\"I\""))).await.expect("looked"), Left::default());
        let dropped = Outside::DropIndex { name: "\"I\"".to_owned() };
        assert_eq!(left(&mut session, &dropped, "").await, Left::default());
        assert_eq!(left(&mut session, &dropped, "DROP INDEX CONCURRENTLY \"I\"").await, Left::done(true));
        assert_eq!(left(&mut session, &dropped, "").await, Left::default(), "it never was there");
    }

    #[tokio::test]
    async fn what_a_rebuild_left_is_dropped() {
        let mut session = session("CREATE TABLE t (a int); CREATE INDEX i ON t (a)").await;
        let half = "CREATE INDEX i_ccnew ON t (a);\
                    UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i_ccnew'::regclass";
        let half = left(&mut session, &Outside::Reindex, half).await;
        assert_eq!(half.first, ["DROP INDEX CONCURRENTLY \"public\".\"i_ccnew\""]);
        assert_eq!(left(&mut session, &Outside::Reindex, "").await, Left::default(), "not of this one");
    }

    #[tokio::test]
    async fn a_partition_is_detached_to_the_end() {
        let mut session = session(
            "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE q PARTITION OF p FOR VALUES IN (1)",
        )
        .await;
        let detach = Outside::Detach { table: "p".to_owned(), partition: "q".to_owned() };
        assert_eq!(left(&mut session, &detach, "").await, Left::default());
        let half = left(&mut session, &detach, "UPDATE pg_inherits SET inhdetachpending = true").await;
        assert!(half.done);
        session.run(&half.first[0]).await.expect("detached");
        let none = session.one("SELECT count(*) FROM pg_inherits WHERE inhparent = 'p'::regclass").await;
        assert_eq!(none.expect("answered"), "0");
    }

    #[tokio::test]
    async fn databases_and_prepared_transactions_are_looked_up() {
        let mut session = session("CREATE TABLE t (a int)").await;
        let name = session
            .one("SELECT 'other_' || oid FROM pg_database WHERE datname = current_database()")
            .await
            .expect("answered");
        let created = Outside::Create { what: Thing::Database, name: name.to_uppercase() };
        let make = format!("CREATE DATABASE {name} TEMPLATE template0");
        assert_eq!(left(&mut session, &created, &make).await, Left::done(true));
        let dropped = Outside::Drop { what: Thing::Database, name: name.clone() };
        assert_eq!(left(&mut session, &dropped, &format!("DROP DATABASE {name}")).await, Left::done(true));
        let gid = format!("'{name}'");
        session
            .run(&format!("BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION {gid}"))
            .await
            .expect("prepared");
        let committed = Outside::Drop { what: Thing::PreparedTransaction, name: gid.clone() };
        let commit = format!("COMMIT PREPARED {gid}");
        assert_eq!(left(&mut session, &committed, &commit).await, Left::done(true));
    }
}
