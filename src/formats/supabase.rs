//! Supabase CLI: flat `<digits>_<name>.sql`, the statements kept in
//! `supabase_migrations.schema_migrations`, no checksum, no lock. Rules as in the CLI 3.1.

use std::cmp::Ordering;
use std::sync::Arc;

use super::body::Body;
use super::detect::{Evidence, Strength};
use super::directory::Directory;
use super::error::FormatError;
use super::row::Row;
use super::{Book, Contents, Format, HistoryTable, Known, Late, ReadOnly, Writing};
use crate::model::code::Code;
use crate::model::finding::{Finding, Severity};
use crate::model::history::{Edit, HistoryRow, Memory, Migration, Tool};
use crate::model::place::Place;
use crate::model::quote::quote_literal;
use crate::model::script::Script;
use crate::sql::classify::Class;
use crate::sql::edit::{bare, unify_lines};
use crate::sql::split::split;

/// An `_init` file older than this came from the CLI's first releases, which skip it now.
const FIRST_INIT: &str = "20211209000000";

pub(super) const KNOWN: Known = Known {
    tool: Tool::Supabase,
    recognise,
    open: |_, _| Ok(Arc::new(Supabase)),
    books: &[Book::Schema("supabase_migrations")],
};

fn recognise(directory: &Directory) -> Option<Evidence> {
    if !(directory.path() == "supabase/migrations" || directory.path().ends_with("/supabase/migrations")) {
        return None;
    }
    if directory.parent()?.join("config.toml").is_file() {
        return Some(Evidence::new(Strength::Marker, "supabase/config.toml"));
    }
    let file = directory.sql_files().find(|name| parse(name).is_some())?;
    Some(Evidence::new(Strength::Name, file))
}

/// `^([0-9]+)_(.*)\.sql$`
fn parse(file: &str) -> Option<(&str, &str)> {
    let (version, rest) = file.split_once('_')?;
    let digits = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| rest.strip_suffix(".sql")).flatten().map(|name| (version, name))
}

#[derive(Debug)]
struct Supabase;

impl Format for Supabase {
    fn writing(&self) -> Result<&dyn Writing, ReadOnly> {
        Ok(self)
    }

    fn read(&self, directory: &Directory) -> Result<Contents, FormatError> {
        let mut contents = Contents::default();
        for (at, file_name) in directory.sql_files().enumerate() {
            let file = directory.relative(file_name);
            let Some((version, name)) = parse(file_name) else {
                contents.findings.push(skipped(&file, "its name is not `<digits>_<name>.sql`"));
                continue;
            };
            if at == 0 && name == "init" && version.len() == 14 && version < FIRST_INIT {
                let reason = format!("it is an init file older than {FIRST_INIT}");
                contents.findings.push(skipped(&file, &reason).severity(Severity::Notice));
                continue;
            }
            contents.migrations.push(Migration {
                version: version.to_owned(),
                name: format!("{version}_{name}"),
                text: directory.read(file_name)?,
                file,
                ..Migration::default()
            });
        }
        Ok(contents)
    }

    /// None: such a file is run statement by statement.
    fn transaction_trap(&self, _migration: &Migration, _body: &Body<'_>) -> Option<&'static str> {
        None
    }

    fn history_table(&self, _schema: &str) -> HistoryTable {
        HistoryTable::new("supabase_migrations", "schema_migrations")
    }

    fn read_row(&self, row: &Row<'_>) -> Result<HistoryRow, FormatError> {
        let version = row.required("version")?;
        let name = match row.text("name") {
            Some(name) if !name.is_empty() => format!("{version}_{name}"),
            _ => version.clone(),
        };
        Ok(HistoryRow {
            statements: row.texts("statements"),
            by: row.text("created_by"),
            ..HistoryRow::applied(version, name)
        })
    }

    /// Cut again, because other writers of this table keep the whole file as one statement. A row
    /// without statements says nothing.
    fn memory(&self) -> Memory {
        Memory::Statements
    }

    fn matches(&self, _migration: &Migration, text: &str, row: &HistoryRow) -> bool {
        let Some(statements) = &row.statements else { return true };
        let applied = statements.iter().flat_map(|statement| split(statement));
        applied.map(|statement| statement.text).eq(split(text).iter().map(|statement| statement.text))
    }

    fn edit(&self, _migration: &Migration, text: &str, row: &HistoryRow) -> Option<Edit> {
        let applied = row.statements.as_ref()?.join("\n;\n");
        let unified = unify_lines(&applied);
        let now = unify_lines(text);
        Some(if split(&unified).iter().map(|s| s.text).eq(split(&now).iter().map(|s| s.text)) {
            Edit::LineEndings
        } else if bare(&applied) == bare(text) {
            Edit::Comments
        } else {
            Edit::Sql
        })
    }

    fn compare_versions(&self, a: &str, b: &str) -> Ordering {
        a.cmp(b)
    }

    fn script(&self, _migration: &Migration, body: &Body<'_>, row: &str) -> Script {
        if body.has(Class::NoTransaction) { body.each_then_row(row) } else { body.then_row(row) }
    }

    fn late(&self) -> Late {
        Late::Refused
    }
}

impl Writing for Supabase {
    fn create_history(&self, table: &HistoryTable) -> String {
        let quoted = table.quoted();
        format!(
            "CREATE SCHEMA IF NOT EXISTS supabase_migrations;\n\
             CREATE TABLE IF NOT EXISTS {quoted} (version text NOT NULL PRIMARY KEY);\n\
             ALTER TABLE {quoted} ADD COLUMN IF NOT EXISTS statements text[];\n\
             ALTER TABLE {quoted} ADD COLUMN IF NOT EXISTS name text;"
        )
    }

    fn row(&self, migration: &Migration, _body: &Body<'_>, table: &HistoryTable) -> String {
        insert(migration, table, "")
    }

    /// As `supabase migration repair --status applied`.
    fn record_applied(&self, migration: &Migration, table: &HistoryTable) -> String {
        let update =
            " ON CONFLICT (version) DO UPDATE SET name = EXCLUDED.name, statements = EXCLUDED.statements";
        insert(migration, table, update)
    }

    /// As `supabase migration repair --status reverted`.
    fn record_rolled_back(&self, version: &str, table: &HistoryTable) -> String {
        format!("DELETE FROM {} WHERE version = {};", table.quoted(), quote_literal(version))
    }
}

fn insert(migration: &Migration, table: &HistoryTable, conflict: &str) -> String {
    let statements: Vec<String> =
        split(&migration.text).iter().map(|statement| quote_literal(statement.text)).collect();
    let name = migration.name.split_once('_').map_or("", |(_, name)| name);
    format!(
        "INSERT INTO {} (version, name, statements) VALUES ({}, {}, ARRAY[{}]::pg_catalog.text[]){conflict};",
        table.quoted(),
        quote_literal(&migration.version),
        quote_literal(name),
        statements.join(", ")
    )
}

fn skipped(file: &str, reason: &str) -> Finding {
    Finding::new(Code::MigrationName, format!("{file} is skipped, as the Supabase CLI does: {reason}"))
        .with_help("rename it, or move it out of the folder")
        .at(Place::file(file))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::vectors;

    fn row(statements: &[&str]) -> HistoryRow {
        let value =
            serde_json::json!({"version": "1", "name": "a", "statements": statements, "rollback": null});
        Supabase.read_row(&Row { tool: Tool::Supabase, value: &value }).expect("a row")
    }

    #[test]
    fn rows_of_the_cli_match_their_files() {
        for case in vectors::read(include_str!("../../tests/vectors/supabase_split.json")).cases {
            let statements: Vec<&str> = case.statements.iter().map(String::as_str).collect();
            let text = case.content();
            assert!(Supabase.matches(&Migration::default(), &text, &row(&statements)), "{:?}", case.file);
            assert!(Supabase.matches(&Migration::default(), &text, &row(&[&text])), "{:?}", case.file);
            let (version, name) = parse(case.file.as_deref().expect("a file")).expect("a migration");
            assert_eq!(Some(version), case.version.as_ref().and_then(|version| version.as_str()));
            assert_eq!(Some(name), case.name.as_deref());
        }
    }

    #[test]
    fn the_kept_statements_tell_the_kind_of_edit() {
        let row = row(&["-- c\ncreate table a ()", "select 1"]);
        let cases = [
            ("-- c\r\ncreate table a ();\r\nselect 1", Edit::LineEndings),
            ("create table a (); /* x */ select 1;", Edit::Comments),
            ("create table a (); select 2;", Edit::Sql),
        ];
        for (text, edit) in cases {
            assert!(!Supabase.matches(&Migration::default(), text, &row));
            assert_eq!(Supabase.edit(&Migration::default(), text, &row), Some(edit), "{text:?}");
        }
    }

    #[test]
    fn a_concurrent_index_makes_every_statement_its_own_message() {
        let text = "create table a (b int);\n-- why\ncreate index concurrently i on a (b);\n-- end\n";
        let migration = Migration {
            version: "1".into(),
            name: "1_x".into(),
            file: "f".into(),
            text: text.into(),
            ..Migration::default()
        };
        let script = Supabase.script_with_row(&migration, &Body::of(&migration), &Supabase.history_table(""));
        assert!(!script.transactional);
        assert_eq!(script.messages.len(), 2);
        let row = script.finish.expect("a row");
        assert!(row.sql.contains("'-- end'"), "{}", row.sql);
    }
}
