//! Exact row counts: what a backup must give back.

use std::collections::BTreeMap;

use super::error::BackupError;
use crate::db::Session;
use crate::model::quote::{quote_literal, quote_qualified};

/// A table with rows of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) schema: String,
    pub(super) name: String,
}

impl Table {
    /// `schema.table`, quoted only where a reader could not tell the parts apart.
    fn path(&self) -> String {
        if [&self.schema, &self.name].iter().any(|part| part.contains(['.', '"'])) {
            quote_qualified(&self.schema, &self.name)
        } else {
            format!("{}.{}", self.schema, self.name)
        }
    }
}

/// A table whose restored rows are not as many as it had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowDifference {
    /// `schema.table`.
    pub(crate) table: String,
    pub(crate) expected: u64,
    /// `None`: the table is not there.
    pub(crate) found: Option<u64>,
}

/// The tables whose rows pg_dump writes: not those of extensions, which make their own, and on a
/// replica not the unlogged ones, which are empty there.
pub(super) const TABLES: &str = "
SELECT 'table', n.nspname, c.relname
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT (c.relpersistence = 'u' AND pg_catalog.pg_is_in_recovery())
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                    AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY 2, 3;
";

/// Tables per statement: PostgreSQL plans a long UNION recursively.
const PER_STATEMENT: usize = 100;

/// The rows of each of `tables`, in one message.
pub(super) async fn count(
    session: &mut Session,
    tables: &[Table],
) -> Result<BTreeMap<String, u64>, BackupError> {
    let statements = tables.chunks(PER_STATEMENT).enumerate().map(|(chunk, tables)| {
        let counts = tables.iter().enumerate().map(|(index, table)| {
            // ONLY: children of an inheritance parent are counted by themselves.
            format!(
                "SELECT {}, pg_catalog.count(*) FROM ONLY {}",
                quote_literal(&(chunk * PER_STATEMENT + index).to_string()),
                quote_qualified(&table.schema, &table.name)
            )
        });
        counts.collect::<Vec<_>>().join(" UNION ALL ")
    });
    let message = statements.collect::<Vec<_>>().join(";");
    if message.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut rows = BTreeMap::new();
    for row in session.fetch(&message).await? {
        let number = |column: usize| row.get(column)?.as_deref()?.parse::<u64>().ok();
        let table = number(0).and_then(|index| tables.get(usize::try_from(index).ok()?));
        if let (Some(table), Some(count)) = (table, number(1)) {
            rows.insert(table.path(), count);
        }
    }
    Ok(rows)
}

/// The rows of every table of the session's database.
pub(super) async fn count_all(session: &mut Session) -> Result<BTreeMap<String, u64>, BackupError> {
    let tables = session.fetch(TABLES).await?.into_iter().filter_map(|row| match <[_; 3]>::try_from(row) {
        Ok([_, Some(schema), Some(name)]) => Some(Table { schema, name }),
        _ => None,
    });
    let tables: Vec<Table> = tables.collect();
    count(session, &tables).await
}

/// Where `found` differs from what the backup counted. Tables it did not count are not compared:
/// that they exist at all is the catalog's matter.
pub(super) fn differences(
    expected: &BTreeMap<String, u64>,
    found: &BTreeMap<String, u64>,
) -> Vec<RowDifference> {
    let differing = expected.iter().filter(|(table, count)| found.get(*table) != Some(count));
    differing
        .map(|(table, count)| RowDifference {
            table: table.clone(),
            expected: *count,
            found: found.get(table).copied(),
        })
        .collect()
}
