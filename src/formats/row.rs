//! One row of a history table as JSON: missing and extra columns are tolerated.

use serde_json::Value;

use super::error::FormatError;
use crate::model::history::Tool;

/// A row, and whose table it is from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) tool: Tool,
    pub(crate) value: &'a Value,
}

impl Row<'_> {
    /// A column as text; numbers as written; `None` for NULL and for no such column.
    pub(crate) fn text(&self, column: &str) -> Option<String> {
        match self.value.get(column)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// A column that must be there.
    pub(crate) fn required(&self, column: &str) -> Result<String, FormatError> {
        self.text(column).ok_or_else(|| self.missing(column))
    }

    /// What a row without a column that must be there is.
    pub(crate) fn missing(&self, column: &str) -> FormatError {
        FormatError::Row { tool: self.tool, reason: format!("the column {column} is missing or empty") }
    }

    pub(crate) fn truth(&self, column: &str) -> Option<bool> {
        self.value.get(column)?.as_bool()
    }

    pub(crate) fn number(&self, column: &str) -> Option<u64> {
        self.value.get(column)?.as_u64()
    }

    /// A `text[]` column.
    pub(crate) fn texts(&self, column: &str) -> Option<Vec<String>> {
        let items = self.value.get(column)?.as_array()?;
        Some(items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect())
    }

    /// A `bytea` column as lowercase hex digits.
    pub(crate) fn hex(&self, column: &str) -> Option<String> {
        let text = self.text(column)?;
        Some(text.strip_prefix("\\x").unwrap_or(&text).to_owned())
    }
}
