//! A database's schema as SQL text: pg_dump's, without what only psql understands.

use super::client;
use super::error::BackupError;
use super::tools::Tools;
use crate::db::cancel::Cancel;
use crate::model::connection::Connection;
use crate::model::quote::{quote_identifier, quote_qualified};

/// `pg_dump --schema-only` of `connection`, without these schemas and `(schema, table)`s. Recent
/// releases fence their output with `\restrict`, a command of psql; it is left out.
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
    let text = client::output(command, "pg_dump", cancel).await?;
    let lines =
        text.lines().filter(|line| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict"));
    Ok(lines.flat_map(|line| [line, "\n"]).collect())
}
