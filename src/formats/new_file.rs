//! A new migration in a tool's own form: what its file is called and what stands around the SQL.

use super::error::FormatError;
use crate::model::history::Tool;

/// A migration that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewFile {
    /// Inside the migrations folder, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Where a project that has no migrations yet would keep this tool's.
pub(crate) fn usual_folder(tool: Tool) -> &'static str {
    match tool {
        Tool::Prisma => "prisma/migrations",
        Tool::Supabase => "supabase/migrations",
        Tool::Flyway => "db/migration",
        Tool::Dbmate => "db/migrations",
        Tool::Drizzle => "drizzle",
        _ => "migrations",
    }
}

/// A migration of `sql` called `name`; a name without a version becomes the first.
pub(crate) fn new_file(tool: Tool, name: &str, sql: &str) -> Result<NewFile, FormatError> {
    let numbered = |first: &str| match name.starts_with(|first: char| first.is_ascii_digit()) {
        true => name.to_owned(),
        false => format!("{first}_{name}"),
    };
    let file = |path: String, text: String| Ok(NewFile { path, text });
    let by_hand = |how: &'static str| Err(FormatError::NotWritten { tool, how });
    let sql = sql.trim_end();
    match tool {
        Tool::Prisma => file(format!("{}/migration.sql", numbered("0")), format!("{sql}\n")),
        Tool::Supabase | Tool::Sqlx | Tool::Plain => {
            file(format!("{}.sql", numbered("0")), format!("{sql}\n"))
        }
        Tool::GolangMigrate => file(format!("{}.up.sql", numbered("1")), format!("{sql}\n")),
        Tool::Diesel => file(format!("{}/up.sql", numbered("0")), format!("{sql}\n")),
        Tool::Flyway | Tool::Refinery => file(format!("{}.sql", versioned(name)), format!("{sql}\n")),
        // A function's body holds semicolons at line ends, where goose would cut: this is one piece.
        Tool::Goose => file(
            format!("{}.sql", numbered("1")),
            format!("-- +goose Up\n-- +goose StatementBegin\n{sql}\n-- +goose StatementEnd\n"),
        ),
        Tool::Dbmate => {
            file(format!("{}.sql", numbered("0")), format!("-- migrate:up\n{sql}\n\n-- migrate:down\n"))
        }
        Tool::NodePgMigrate => file(format!("{}.sql", numbered("0")), format!("-- Up Migration\n{sql}\n")),
        Tool::Drizzle => by_hand("`drizzle-kit generate --custom` makes an empty file and its journal entry"),
        Tool::Atlas => {
            by_hand("`atlas migrate new` makes an empty file and `atlas migrate hash` its checksum")
        }
        Tool::Liquibase => by_hand("put the SQL under a `--changeset author:id` line"),
        Tool::Sqitch => by_hand("`sqitch add` makes an empty script and its line in the plan"),
    }
}

/// `V1__init` of `init`, `1_init` and `V1__init`.
fn versioned(name: &str) -> String {
    let rest = name.strip_prefix('V').unwrap_or(name);
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (version, words) = match digits {
        0 => ("1", name),
        digits => rest.split_at(digits),
    };
    format!("V{version}__{}", words.trim_start_matches('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_get_what_the_tool_wants() {
        let cases = [
            (Tool::Prisma, "init", "0_init/migration.sql"),
            (Tool::Sqlx, "20240101_init", "20240101_init.sql"),
            (Tool::Flyway, "init", "V1__init.sql"),
            (Tool::Flyway, "V7__init", "V7__init.sql"),
            (Tool::Refinery, "3_init", "V3__init.sql"),
            (Tool::GolangMigrate, "init", "1_init.up.sql"),
            (Tool::Diesel, "init", "0_init/up.sql"),
        ];
        for (tool, name, path) in cases {
            assert_eq!(new_file(tool, name, "select 1;").map(|file| file.path).ok().as_deref(), Some(path));
        }
        let text = new_file(Tool::Dbmate, "init", "select 1;\n\n").map(|file| file.text);
        assert_eq!(text.ok().as_deref(), Some("-- migrate:up\nselect 1;\n\n-- migrate:down\n"));
        let error = new_file(Tool::Drizzle, "init", "").expect_err("a journal");
        assert!(error.to_string().contains("drizzle-kit generate --custom"), "{error}");
    }
}
