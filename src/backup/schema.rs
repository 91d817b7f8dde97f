//! A database's schema as SQL text: pg_dump's, without what only psql understands.

use super::client;
use super::error::BackupError;
use super::tools::Tools;
use crate::db::cancel::Cancel;
use crate::model::connection::Connection;
use crate::model::quote::{quote_identifier, quote_qualified};

/// `pg_dump --schema-only` of `connection`, without these schemas and `(schema, table)`s.
pub(crate) async fn schema_sql(
    connection: &Connection,
    tools: &Tools,
    without_schemas: &[String],
    without_tables: &[(String, String)],
    cancel: &Cancel,
) -> Result<String, BackupError> {
    let mut command = client::command(&tools.pg_dump, Some(connection));
    command.args(["--schema-only", "--no-owner", "--quote-all-identifiers"]);
    for schema in without_schemas {
        // A glob of ours is a pattern of pg_dump's as long as its other characters are quoted.
        let pattern = if schema.contains('*') { schema.clone() } else { quote_identifier(schema) };
        command.arg(format!("--exclude-schema={pattern}"));
    }
    for (schema, table) in without_tables {
        command.arg(format!("--exclude-table={}", quote_qualified(schema, table)));
    }
    Ok(without_fence(&client::output(command, "pg_dump", cancel).await?))
}

/// A dump without the lines `\restrict` and `\unrestrict`, with which recent releases of pg_dump
/// fence their output: they are commands of psql (<https://www.postgresql.org/docs/current/app-psql.html>).
pub(crate) fn without_fence(dump: &str) -> String {
    let is_fence = |line: &&str| line.starts_with("\\restrict") || line.starts_with("\\unrestrict");
    dump.lines().filter(|line| !is_fence(line)).flat_map(|line| [line, "\n"]).collect()
}
