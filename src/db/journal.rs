//! `lockstep.journal`: a row per migration that is open because it cannot be one transaction. Made
//! when the first of them begins, gone when the last one ends, so that it is in nobody's database
//! who does not look at the wrong moment.

use super::error::DbError;
use super::outcome;
use super::session::Session;
use crate::model::journal::{Entry, Key, Outside, Step};
use crate::model::quote::quote_literal;

/// A mark is several statements; see [`Book::mark`].
pub(crate) const COMPLETIONS_OF_MARK: usize = 4;

/// Which of `lockstep.journal` can be read: it is there, and the role may. Asking this way needs no
/// rights on the schema.
pub(super) const IS_READABLE: &str = "EXISTS (SELECT FROM pg_catalog.pg_class c \
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    WHERE n.nspname = 'lockstep' AND c.relname = 'journal' AND c.relkind = 'r' \
    AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT'))";

/// How a schema says that it is there for the journal only.
const MADE_FOR_IT: &str = "made by lockstep for a migration that is under way";

/// Reads what is open of a history (a quoted table name).
pub(super) async fn read(session: &mut Session, history: &str) -> Result<Vec<Entry>, DbError> {
    let query = format!(
        "SELECT version, file, done, total, prefix, running, seen, \
         pg_catalog.to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS+00:00'), started_by \
         FROM lockstep.journal WHERE history = {}",
        quote_literal(history)
    );
    let rows = match session.fetch(&query).await {
        Ok(rows) => rows,
        // The run that made it ended a moment ago.
        Err(error) if matches!(error.code(), Some("42P01" | "3F000")) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let entries: Option<Vec<Entry>> = rows.into_iter().map(entry).collect();
    entries.ok_or_else(|| session.protocol("a row of lockstep.journal that cannot be read".to_owned()))
}

fn entry(row: Vec<Option<String>>) -> Option<Entry> {
    let [version, file, done, total, prefix, running, seen, started_at, by] = <[_; 9]>::try_from(row).ok()?;
    Some(Entry {
        version: version?,
        file: file?,
        done: done?.parse().ok()?,
        total: total?.parse().ok()?,
        prefix: prefix?,
        running,
        seen: seen?,
        started_at: started_at?,
        by: by?,
    })
}

/// The SQL that keeps the journal of one migration.
#[derive(Debug)]
pub(crate) struct Book {
    pub(crate) key: Key,
    pub(crate) steps: Vec<Step>,
}

impl Book {
    /// Makes the journal and the migration's row where they are missing. What the row says of how far
    /// it got stays.
    pub(crate) fn open(&self) -> String {
        let Key { tool, history, version, file } = &self.key;
        let total = self.steps.last().map_or(0, |step| step.done);
        format!(
            "DO $lockstep$ BEGIN\n\
             IF NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'lockstep') THEN\n  \
             CREATE SCHEMA lockstep;\n  \
             COMMENT ON SCHEMA lockstep IS {made};\n\
             END IF;\n\
             IF NOT EXISTS (SELECT FROM pg_catalog.pg_class c \
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE n.nspname = 'lockstep' AND c.relname = 'journal') THEN\n  \
             CREATE TABLE lockstep.journal (\n    \
             tool text NOT NULL,\n    \
             history text NOT NULL,\n    \
             version text NOT NULL,\n    \
             file text NOT NULL,\n    \
             done int NOT NULL DEFAULT 0,\n    \
             total int NOT NULL,\n    \
             prefix text NOT NULL DEFAULT '',\n    \
             running text,\n    \
             seen text NOT NULL DEFAULT '',\n    \
             started_at timestamptz NOT NULL DEFAULT pg_catalog.now(),\n    \
             started_by text NOT NULL DEFAULT \
             session_user || ', ' || pg_catalog.current_setting('application_name'),\n    \
             PRIMARY KEY (history, version)\n  );\n\
             END IF;\n\
             END $lockstep$;\n\
             INSERT INTO lockstep.journal (tool, history, version, file, total) \
             VALUES ({tool}, {history}, {version}, {file}, {total}) \
             ON CONFLICT (history, version) DO UPDATE SET file = EXCLUDED.file, total = EXCLUDED.total;\n",
            made = quote_literal(MADE_FOR_IT),
            tool = quote_literal(tool),
            history = quote_literal(history),
            version = quote_literal(version),
            file = quote_literal(file),
        )
    }

    /// Says that the statements up to the end of a message (from 0) are done.
    pub(crate) fn done(&self, message: usize) -> String {
        let Step { done, prefix, .. } = &self.steps[message];
        let set = format!("done = {done}, prefix = {}, running = NULL, seen = ''", quote_literal(prefix));
        self.mark(&set, "''")
    }

    /// Says that a statement is about to run that shares no transaction, and what is there before it.
    pub(crate) fn running(&self, message: usize) -> String {
        let Step { bare, outside, .. } = &self.steps[message];
        let set =
            format!("running = {}, seen = pg_catalog.current_setting('lockstep.seen')", quote_literal(bare));
        self.mark(&set, &outcome::seen(outside))
    }

    /// The script may have taken another role: the row is written with the login role, and the
    /// script's is taken again. `true`: until the end of the transaction, and what the script itself
    /// set holds after it.
    fn mark(&self, set: &str, seen: &str) -> String {
        format!(
            "SELECT pg_catalog.set_config('lockstep.role', pg_catalog.current_setting('role'), true), \
             pg_catalog.set_config('lockstep.seen', {seen}, true);\n\
             SELECT pg_catalog.set_config('role', 'none', true);\n\
             UPDATE lockstep.journal SET {set} WHERE {};\n\
             SELECT pg_catalog.set_config('role', pg_catalog.current_setting('lockstep.role'), true)",
            of(&self.key.history, &self.key.version)
        )
    }

    /// Takes the migration's row away, see [`close`].
    pub(crate) fn close(&self) -> String {
        close(&self.key.history, &self.key.version)
    }

    /// How the outcome of a message is seen.
    pub(crate) fn outside(&self, message: usize) -> &Outside {
        &self.steps[message].outside
    }
}

/// Takes a migration's row away and with the last one the table, and the schema where it is there for
/// nothing else. Who reads the table just then (a dump does for long) keeps it; empty it harms nobody.
pub(crate) fn close(history: &str, version: &str) -> String {
    format!(
        "DELETE FROM lockstep.journal WHERE {};\n\
         DO $lockstep$ BEGIN\n\
         IF NOT EXISTS (SELECT FROM lockstep.journal) THEN\n  \
         PERFORM pg_catalog.set_config('lock_timeout', '200ms', true);\n  \
         DROP TABLE lockstep.journal;\n  \
         IF pg_catalog.obj_description('lockstep'::pg_catalog.regnamespace, 'pg_namespace') = {} \
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend \
         WHERE refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass \
         AND refobjid = 'lockstep'::pg_catalog.regnamespace) THEN\n    \
         DROP SCHEMA lockstep;\n  \
         END IF;\n\
         END IF;\n\
         EXCEPTION WHEN lock_not_available OR insufficient_privilege OR dependent_objects_still_exist THEN NULL;\n\
         END $lockstep$;",
        of(history, version),
        quote_literal(MADE_FOR_IT)
    )
}

fn of(history: &str, version: &str) -> String {
    format!("history = {} AND version = {}", quote_literal(history), quote_literal(version))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;

    const HISTORY: &str = "\"public\".\"h\"";

    fn book(version: &str) -> Book {
        let [tool, history, version, file] = ["t", HISTORY, version, "f.sql"].map(str::to_owned);
        let step = |done: usize| Step {
            done,
            prefix: format!("hash {done}"),
            bare: "create index concurrently i on s.t(a);".to_owned(),
            outside: Outside::CreateIndex { name: Some("i".to_owned()), table: "s.t".to_owned() },
        };
        Book { key: Key { tool, history, version, file }, steps: vec![step(1), step(3)] }
    }

    async fn open(sql: &str) -> Session {
        let mut session = testing::open(&testing::database().await).await.expect("open");
        session.run(sql).await.expect("made");
        session
    }

    #[tokio::test]
    async fn it_is_made_kept_and_gone() {
        let mut session = open("CREATE SCHEMA s; CREATE TABLE s.t (a int); CREATE INDEX j ON s.t (a)").await;
        let (one, two) = (book("1"), book("2"));
        for book in [&one, &two, &one] {
            session.run(&book.open()).await.expect("opened");
        }
        session.run(&one.done(0)).await.expect("marked");
        session.run(&one.running(1)).await.expect("marked");
        let entries = read(&mut session, HISTORY).await.expect("read");
        let entry = entries.iter().find(|entry| entry.version == "1").expect("an entry");
        assert_eq!((entry.done, entry.total, entry.prefix.as_str()), (1, 3, "hash 1"));
        assert_eq!(entry.running.as_deref(), Some("create index concurrently i on s.t(a);"));
        assert!(!entry.seen.is_empty());
        session.run(&one.done(1)).await.expect("marked");
        let entries = read(&mut session, HISTORY).await.expect("read");
        assert!(entries.iter().all(|entry| entry.running.is_none()));
        assert_eq!(read(&mut session, "\"other\".\"h\"").await.expect("read"), []);
        let schema = "SELECT to_regnamespace('lockstep') IS NULL";
        session.run(&one.close()).await.expect("closed");
        assert_eq!(session.one(schema).await.expect("answered"), "f", "another one is open");
        session.run(&two.close()).await.expect("closed");
        assert_eq!(session.one(schema).await.expect("answered"), "t");
    }

    #[tokio::test]
    async fn a_schema_of_the_users_stays() {
        let mut session = open("CREATE SCHEMA lockstep").await;
        session.run(&book("1").open()).await.expect("opened");
        session.run(&book("1").close()).await.expect("closed");
        let left =
            "SELECT to_regnamespace('lockstep') IS NOT NULL AND to_regclass('lockstep.journal') IS NULL";
        assert_eq!(session.one(left).await.expect("answered"), "t");
    }

    #[tokio::test]
    async fn who_reads_it_keeps_the_table_and_stops_nobody() {
        let database = testing::database().await;
        let mut session = testing::open(&database).await.expect("open");
        session.run(&book("1").open()).await.expect("opened");
        let mut dump = testing::open(&database).await.expect("open");
        dump.run("BEGIN; LOCK lockstep.journal IN ACCESS SHARE MODE").await.expect("locked");
        session.run(&book("1").close()).await.expect("closed");
        assert_eq!(read(&mut session, HISTORY).await.expect("read"), []);
    }

    #[tokio::test]
    async fn a_mark_leaves_the_scripts_role_as_it_was() {
        let mut session = open("CREATE ROLE journal_role; CREATE SCHEMA s; CREATE TABLE s.t (a int)").await;
        let book = book("1");
        session.run(&book.open()).await.expect("opened");
        let role = "SELECT current_user = 'journal_role'";
        for (sql, after) in [
            (format!("BEGIN; SET LOCAL ROLE journal_role; {}; COMMIT", book.done(0)), "f"),
            (format!("BEGIN; SET ROLE journal_role; {}; COMMIT", book.done(0)), "t"),
            (book.done(1), "t"),
            (format!("RESET ROLE; {}", book.running(1)), "f"),
            (format!("SET ROLE journal_role; {}", book.done(1)), "t"),
        ] {
            session.run(&sql).await.expect("marked");
            assert_eq!(session.one(role).await.expect("answered"), after, "{sql}");
        }
    }
}
