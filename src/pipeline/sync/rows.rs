//! Rows before and after: that existing data was preserved is shown, not said.

use std::collections::BTreeMap;

use crate::db::{DbError, Session};
use crate::model::amount;
use crate::model::attribute::Attribute;
use crate::model::catalog::Catalog;
use crate::model::hazard::HazardKind;
use crate::model::object::ObjectKind;
use crate::model::plan::Plan;
use crate::model::quote::{quote_literal, quote_qualified};

/// Tables that the server takes for larger are not counted: it would read them twice for a number.
const MOST_ROWS: u64 = 2_000_000;

/// Tables in one message.
const BATCH: usize = 500;

/// Rows by table; none for those that are gone or too large to be counted.
pub(super) type Counts = BTreeMap<String, Option<u64>>;

/// Counts the rows of every table of the catalog that is there now.
pub(super) async fn count(session: &mut Session, catalog: &Catalog) -> Result<Counts, DbError> {
    let mut counts = Counts::new();
    let tables: Vec<(String, String)> = catalog
        .objects
        .iter()
        .filter(|object| {
            object.key.kind == ObjectKind::Table && object.attributes.get(Attribute::PartitionOf).is_none()
        })
        .map(|object| (object.key.path(), quote_qualified(&object.key.schema, &object.key.name)))
        .collect();
    for batch in tables.chunks(BATCH) {
        let names: Vec<String> = batch
            .iter()
            .enumerate()
            .map(|(at, (_, name))| format!("({at}, {})", quote_literal(name)))
            .collect();
        // The text is run only where the table is there and not too large.
        let query = format!(
            "SELECT n, CASE WHEN c.reltuples <= {MOST_ROWS} AND pg_catalog.has_table_privilege(c.oid, 'SELECT') \
             THEN (pg_catalog.xpath('/row/c/text()', pg_catalog.query_to_xml('SELECT pg_catalog.count(*) AS c FROM ' || name, \
             false, true, '')))[1]::text END \
             FROM (VALUES {}) AS t (n, name) JOIN pg_catalog.pg_class c ON c.oid = pg_catalog.to_regclass(name)",
            names.join(", ")
        );
        for row in session.fetch(&query).await? {
            let number = row.first().and_then(|n| n.as_ref()?.parse::<usize>().ok());
            let rows = row.get(1).and_then(|rows| rows.as_ref()?.parse().ok());
            if let Some((path, _)) = number.and_then(|at| batch.get(at)) {
                counts.insert(path.clone(), rows);
            }
        }
    }
    Ok(counts)
}

/// What became of the rows, in sentences.
pub(super) fn compared(before: &Counts, after: &Counts, plan: &Plan) -> Vec<String> {
    let counted: Vec<(&String, u64)> =
        before.iter().filter_map(|(table, rows)| Some((table, (*rows)?))).collect();
    let total: u64 = counted.iter().map(|(_, rows)| rows).sum();
    let mut changed: Vec<String> = Vec::new();
    for (table, rows) in &counted {
        match after.get(*table) {
            Some(Some(now)) if now == rows => {}
            Some(Some(now)) => changed.push(format!("{table} {rows} → {now}")),
            Some(None) => {}
            None => {
                let announced = plan
                    .hazards()
                    .any(|hazard| hazard.kind == HazardKind::DataLoss && hazard.object.path() == **table);
                let why = if announced { "dropped, as the plan says" } else { "gone" };
                changed.push(format!("{table} {rows} rows, {why}"));
            }
        }
    }
    let mut sentences = Vec::new();
    let kept = counted.len() - changed.len();
    if kept > 0 {
        sentences.push(format!(
            "{} kept their rows ({} counted before and after)",
            amount::count(kept, "table"),
            amount::count(usize::try_from(total).unwrap_or(usize::MAX), "row")
        ));
    }
    if !changed.is_empty() {
        sentences.push(format!("rows before and after: {}", changed.join(", ")));
    }
    let uncounted = before.len() - counted.len();
    if uncounted > 0 {
        sentences
            .push(format!("{} too large or not readable: not counted", amount::count(uncounted, "table")));
    }
    sentences
}
