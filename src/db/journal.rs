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
