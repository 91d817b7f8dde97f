//! The SQL of Flyway's history table: making it, adding a row, finding a migration's rows, its lock.

use crate::formats::HistoryTable;
use crate::model::quote::{quote_identifier, quote_literal};

use super::name::{self, Name, Sort};

/// Flyway's number in front of the table's.
const LOCK: i64 = 77_431_708_279_161;

/// How much of a description and of a script's path the table holds.
const DESCRIPTION: usize = 200;
const SCRIPT: usize = 1000;

/// What a row says of a migration.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) name: &'a Name,
    /// The path below the location.
    pub(super) script: &'a str,
    pub(super) checksum: Option<&'a str>,
    /// `None`: the user of the session.
    pub(super) by: Option<&'a str>,
    /// SQL for milliseconds.
    pub(super) took_ms: &'a str,
    pub(super) success: bool,
}

/// Adds a row after all others.
pub(super) fn insert(entry: &Entry<'_>, table: &HistoryTable) -> String {
    let version = match entry.name.sort {
        Sort::Repeatable => "NULL".to_owned(),
        _ => quote_literal(&entry.name.version),
    };
    format!(
        "INSERT INTO {table} (installed_rank, version, description, type, script, checksum, installed_by, \
         execution_time, success) SELECT COALESCE(pg_catalog.max(installed_rank), 0) + 1, {version}, {}, \
         '{}', {}, {}, {}, {}, {} FROM {table};",
        quote_literal(&shortened(&entry.name.description)),
        if entry.name.sort == Sort::Baseline { "SQL_BASELINE" } else { "SQL" },
        quote_literal(&shortened_path(entry.script)),
        entry.checksum.unwrap_or("NULL"),
        entry.by.map_or("CURRENT_USER".to_owned(), quote_literal),
        entry.took_ms,
        entry.success,
        table = table.quoted(),
    )
}

/// Makes the table, and before it the schemas that are missing.
pub(super) fn create(table: &HistoryTable, schemas: &[String]) -> String {
    let create = create_table(table);
    if schemas.is_empty() { create } else { format!("{}\n{create}", create_schemas(schemas, table, &create)) }
}

/// The key of the advisory lock that Flyway takes.
pub(super) fn lock(table: &HistoryTable) -> i64 {
    LOCK + i64::from(java_hash(&table.quoted()))
}

/// The rows of a migration, by its key.
pub(super) fn rows_of(key: &str) -> String {
    if name::is_repeatable(key) {
        let description = key.trim_start_matches("R__").replace('_', " ");
        return format!(
            "version IS NULL AND type = 'SQL' AND description = {}",
            quote_literal(&shortened(&description))
        );
    }
    let (version, sort) = match name::baseline_version(key) {
        Some(version) => (version, "type = 'SQL_BASELINE'"),
        None => (key, "type NOT IN ('SQL_BASELINE', 'BASELINE')"),
    };
    format!(
        "{sort} AND pg_catalog.regexp_replace(pg_catalog.regexp_replace(version, '(^|[.])0+([0-9])', \
         '\\1\\2', 'g'), '([.]0+)+$', '') = {}",
        quote_literal(&name::plain_version(version))
    )
}

fn create_table(table: &HistoryTable) -> String {
    let quoted = table.quoted();
    format!(
        "CREATE TABLE IF NOT EXISTS {quoted} (\n  \
         \"installed_rank\" INT NOT NULL CONSTRAINT {} PRIMARY KEY,\n  \
         \"version\" VARCHAR(50),\n  \
         \"description\" VARCHAR(200) NOT NULL,\n  \
         \"type\" VARCHAR(20) NOT NULL,\n  \
         \"script\" VARCHAR(1000) NOT NULL,\n  \
         \"checksum\" INTEGER,\n  \
         \"installed_by\" VARCHAR(100) NOT NULL,\n  \
         \"installed_on\" TIMESTAMP NOT NULL DEFAULT now(),\n  \
         \"execution_time\" INTEGER NOT NULL,\n  \
         \"success\" BOOLEAN NOT NULL\n);\n\
         CREATE INDEX IF NOT EXISTS {} ON {quoted} (\"success\");",
        quote_identifier(&format!("{}_pk", table.name)),
        quote_identifier(&format!("{}_s_idx", table.name)),
    )
}

/// Flyway makes the schemas that are missing and says so in the first row.
fn create_schemas(schemas: &[String], table: &HistoryTable, create_table: &str) -> String {
    let names: Vec<String> = schemas.iter().map(|schema| quote_literal(schema)).collect();
    format!(
        "DO $lockstep$\nDECLARE missing text[]; one text;\nBEGIN\n\
         SELECT pg_catalog.array_agg(s ORDER BY n) INTO missing\n\
         FROM pg_catalog.unnest(ARRAY[{}]) WITH ORDINALITY AS u(s, n)\n\
         WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = s);\n\
         IF missing IS NULL THEN RETURN; END IF;\n\
         FOREACH one IN ARRAY missing LOOP EXECUTE pg_catalog.format('CREATE SCHEMA %I', one); END LOOP;\n\
         {create_table}\n\
         INSERT INTO {table} SELECT 0, NULL, '<< Flyway Schema Creation >>', 'SCHEMA',\n\
         (SELECT pg_catalog.string_agg('\"' || s || '\"', ',') FROM pg_catalog.unnest(missing) AS s),\n\
         NULL, CURRENT_USER, pg_catalog.now(), 0, TRUE WHERE NOT EXISTS (SELECT FROM {table});\n\
         END\n$lockstep$;",
        names.join(", "),
        table = table.quoted(),
    )
}

/// `String.hashCode()` of Java.
fn java_hash(text: &str) -> i32 {
    text.encode_utf16().fold(0, |hash: i32, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
}

pub(super) fn shortened(description: &str) -> String {
    if description.chars().count() <= DESCRIPTION {
        return description.to_owned();
    }
    description.chars().take(DESCRIPTION - 3).chain("...".chars()).collect()
}

/// Of a long path Flyway keeps the end.
fn shortened_path(path: &str) -> String {
    let length = path.chars().count();
    if length <= SCRIPT {
        return path.to_owned();
    }
    format!("...{}", path.chars().skip(length - (SCRIPT - 3)).collect::<String>())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn locks_are_those_of_flyway() {
        let vectors: Value =
            serde_json::from_str(include_str!("../../../tests/vectors/flyway.json")).expect("JSON");
        for case in vectors["advisory_lock"]["cases"].as_array().expect("cases") {
            let text = |key: &str| case[key].as_str().expect("text").to_owned();
            assert_eq!(case["lock"], lock(&HistoryTable::new(text("schema"), text("table"))), "{case}");
        }
    }

    #[test]
    fn long_texts_are_cut_where_flyway_cuts_them() {
        assert_eq!(shortened(&"é".repeat(200)), "é".repeat(200));
        assert_eq!(shortened(&"é".repeat(201)), format!("{}...", "é".repeat(197)));
        assert_eq!(shortened_path(&format!("{}end", "a".repeat(1000))), format!("...{}end", "a".repeat(994)));
    }
}
