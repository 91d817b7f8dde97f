//! How lockstep applies and records Flyway's migrations.

use super::transaction::Running;
use super::{Flyway, history};
use crate::formats::body::{BACK_TO_LOGIN_ROLE, Body};
use crate::formats::{HistoryTable, Writing};
use crate::model::history::Migration;

impl Flyway {
    fn insert(&self, migration: &Migration, table: &HistoryTable, took_ms: &str, success: bool) -> String {
        let entry = history::Entry {
            name: &self.name_of(migration),
            script: self.script_path(migration),
            checksum: migration.checksum.as_deref(),
            by: self.options.installed_by.as_deref(),
            took_ms,
            success,
        };
        history::insert(&entry, table)
    }
}

impl Writing for Flyway {
    fn create_history(&self, table: &HistoryTable) -> String {
        history::create(table, self.made_schemas())
    }

    fn row(&self, migration: &Migration, body: &Body<'_>, table: &HistoryTable) -> String {
        let took = match self.running(migration, body) {
            Running::Apart => "0",
            _ => {
                "(1000 * pg_catalog.date_part('epoch', \
                 pg_catalog.clock_timestamp() - pg_catalog.now()))::pg_catalog.int4"
            }
        };
        self.insert(migration, table, took, true)
    }

    fn failure_row(&self, migration: &Migration, table: &HistoryTable, _error_text: &str) -> Option<String> {
        let apart = self.running(migration, &Body::of(migration)) == Running::Apart;
        apart.then(|| format!("{BACK_TO_LOGIN_ROLE}{}", self.insert(migration, table, "0", false)))
    }

    fn record_applied(&self, migration: &Migration, table: &HistoryTable) -> String {
        format!(
            "DELETE FROM {} WHERE NOT success AND {};\n{}",
            table.quoted(),
            history::rows_of(&migration.version),
            self.insert(migration, table, "0", true)
        )
    }

    fn record_rolled_back(&self, version: &str, table: &HistoryTable) -> String {
        format!("DELETE FROM {} WHERE {};", table.quoted(), history::rows_of(version))
    }

    fn locks(&self, _database: &str, table: &HistoryTable) -> Vec<i64> {
        vec![history::lock(table)]
    }

    fn wants_baseline(&self) -> bool {
        true
    }
}
