//! Rows in every table of a copy, so that what a plan does to rows can be seen.

use std::collections::BTreeMap;

use crate::db::{DbError, Session};
use crate::model::catalog::Catalog;
use crate::model::object::{ObjectKey, ObjectKind};
use crate::model::quote::quote_literal;
use crate::pipeline::carry_out::Halted;

const SEED: &str = include_str!("seed.sql");

/// Tables per message, which is a transaction.
const BATCH: usize = 200;

/// After so many tables no rows are made up at all.
const MOST_UNFIT: usize = 12;

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Seeded {
    /// The OIDs of all tables that can have rows, as a list of SQL.
    pub(super) oids: String,
    /// Those that have none, and why, as the server says.
    pub(super) empty: Vec<(ObjectKey, String)>,
}

/// Tables whose made-up rows broke a rule that the plan adds: nothing that speaks against the plan.
#[derive(Debug, Default)]
pub(super) struct Unfit {
    tables: BTreeMap<ObjectKey, String>,
    /// It was not to be seen whose rows they were.
    all: bool,
}

impl Unfit {
    /// Takes in what a statement failed of; false when there is nothing left to leave out.
    pub(super) fn learn(&mut self, halted: &Halted) -> bool {
        let table = halted.statement.as_ref().and_then(|statement| {
            let table = statement.locks.first().map(|lock| lock.table.clone());
            table.filter(|table| !self.tables.contains_key(table))
        });
        match table {
            _ if self.all => return false,
            Some(table) if self.tables.len() < MOST_UNFIT => {
                let reason =
                    format!("rows made up for the proof break a rule that the plan adds: {}", halted.reason);
                self.tables.insert(table, reason);
            }
            _ => self.all = true,
        }
        true
    }

    fn covers(&self, table: &ObjectKey) -> bool {
        self.all || self.tables.contains_key(table)
    }

    fn reasons(&self) -> Vec<(ObjectKey, String)> {
        self.tables.iter().map(|(table, reason)| (table.clone(), reason.clone())).collect()
    }
}

/// Puts two different rows into every table of the catalog where that is possible, else one.
pub(super) async fn seed(
    session: &mut Session,
    catalog: &Catalog,
    without: &Unfit,
) -> Result<Seeded, DbError> {
    let tables: Vec<String> = catalog
        .objects
        .iter()
        .filter(|object| object.key.kind == ObjectKind::Table && !without.covers(&object.key))
        .map(|object| format!("({}, {})", quote_literal(&object.key.schema), quote_literal(&object.key.name)))
        .collect();
    if tables.is_empty() {
        return Ok(Seeded { empty: without.reasons(), ..Seeded::default() });
    }
    // Only superusers may; without it, triggers and foreign keys have their say.
    if let Err(error) = session.run("SET session_replication_role = replica").await {
        tracing::debug!(%error, "tables are filled with their triggers");
    }
    session.run(SEED).await?;
    let oids = session
        .fetch(&format!(
            "WITH target AS MATERIALIZED (SELECT c.oid FROM (VALUES {}) AS named (schema, name) \
               JOIN pg_catalog.pg_namespace n ON n.nspname = named.schema \
               JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = named.name AND c.relkind = 'r'), \
             col AS MATERIALIZED (SELECT a.* FROM target JOIN pg_catalog.pg_attribute a ON a.attrelid = target.oid \
               WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = ''), \
             typed AS MATERIALIZED (SELECT atttypid, atttypmod, pg_temp.lockstep_values(atttypid, atttypmod, 0) AS fits \
               FROM (SELECT DISTINCT atttypid, atttypmod FROM col) d), \
             filled AS (INSERT INTO lockstep_column \
               SELECT attrelid, attnum, attname, NOT attnotnull, fits FROM col JOIN typed USING (atttypid, atttypmod)) \
             SELECT oid FROM target",
            tables.join(", ")
        ))
        .await?;
    let oids: Vec<String> = oids.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect();
    for batch in oids.chunks(BATCH) {
        let list = batch.join("), (");
        session
            .run(&format!("SELECT pg_temp.lockstep_seed(oid) FROM (VALUES ({list})) AS todo (oid)"))
            .await?;
    }
    let empty = session
        .fetch(
            "SELECT n.nspname, c.relname, s.reason FROM lockstep_seeded s JOIN pg_catalog.pg_class c ON c.oid = s.relation \
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE s.rows = 0 ORDER BY 1, 2",
        )
        .await?;
    session.run("DROP TABLE lockstep_column, lockstep_seeded; RESET session_replication_role").await?;
    let empty = empty.into_iter().filter_map(|row| {
        let [schema, name, reason] = <[Option<String>; 3]>::try_from(row).ok()?;
        let (schema, name) = (schema?.into(), name?.into());
        Some((
            ObjectKey { kind: ObjectKind::Table, schema, parent: None, name },
            reason.unwrap_or_else(|| "the server gave no reason".to_owned()),
        ))
    });
    Ok(Seeded { oids: oids.join(", "), empty: without.reasons().into_iter().chain(empty).collect() })
}
