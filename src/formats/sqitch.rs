//! Sqitch: `sqitch.plan` names the changes and gives them their order, `deploy/<change>.sql` holds
//! them. Read and checked, not applied: the scripts are programs of psql. Rules as in Sqitch 1.3.
//!
//! `migrations.path` is the folder with the plan, or the one with the scripts beside it. A script that
//! uses a command of psql's cannot be replayed, and is refused with its place.

use std::cmp::Ordering;
use std::path::Path;
use std::sync::Arc;

use super::body::Body;
use super::detect::{Evidence, Strength};
use super::directory::Directory;
use super::error::FormatError;
use super::row::Row;
use super::{Contents, Format, HistoryTable, Known, Late};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::history::{HistoryRow, Memory, Migration, Source, Tool};
use crate::model::place::Place;
use crate::model::script::Script;

mod plan;

use plan::{Plan, parse, sha1};

const PLAN: &str = "sqitch.plan";

pub(super) const KNOWN: Known = Known { tool: Tool::Sqitch, recognise, open };

fn recognise(directory: &Directory) -> Option<Evidence> {
    home(directory).ok().flatten().map(|_| Evidence::new(Strength::Marker, PLAN))
}

/// The folder with the plan, and that of the scripts seen from there.
fn home(directory: &Directory) -> Result<Option<(Directory, String)>, FormatError> {
    if directory.has(PLAN) {
        return Ok(Some((directory.clone(), "deploy".to_owned())));
    }
    let Some((above, scripts)) = directory.path().rsplit_once('/').or(Some(("", directory.path()))) else {
        return Ok(None);
    };
    if !directory.root().join(above).join(PLAN).is_file() {
        return Ok(None);
    }
    Ok(Some((Directory::open(directory.root(), Path::new(above))?, scripts.to_owned())))
}

#[derive(Debug)]
struct Sqitch {
    home: Directory,
    /// The folder of the deploy scripts in it.
    scripts: String,
    plan: Plan,
}

fn open(directory: &Directory, _source: &Source) -> Result<Arc<dyn Format>, FormatError> {
    let Some((home, scripts)) = home(directory)? else {
        return Err(FormatError::Options {
            file: directory.relative(PLAN),
            reason: "is missing; name the folder with the plan, or its folder of deploy scripts, as \
                     `migrations.path`"
                .to_owned(),
        });
    };
    let plan = parse(&home.read(PLAN)?).map_err(|error| FormatError::Unsupported {
        place: Place::at(home.relative(PLAN), error.line, 1),
        reason: error.reason.to_owned(),
    })?;
    Ok(Arc::new(Sqitch { home, scripts, plan }))
}

impl Format for Sqitch {
    fn read(&self, _directory: &Directory) -> Result<Contents, FormatError> {
        let mut contents = Contents::default();
        for change in &self.plan.changes {
            let script = format!("{}/{}.sql", self.scripts, change.name);
            if !self.home.has(&script) {
                let reason = format!(
                    "{} has no script {}; bring it back from git",
                    change.name,
                    self.home.relative(&script)
                );
                return Err(FormatError::Unsupported {
                    place: Place::at(self.home.relative(PLAN), change.line, 1),
                    reason,
                });
            }
            let text = self.home.read(&script)?;
            contents.migrations.push(Migration {
                version: change.id.clone(),
                name: change.name.clone(),
                file: self.home.relative(&script),
                checksum: Some(sha1(&text)),
                text,
                ..Migration::default()
            });
        }
        let scripts = Directory::open(self.home.root(), Path::new(&self.home.relative(&self.scripts)))?;
        let planned = |file: &&str| {
            self.plan.changes.iter().any(|change| file.strip_suffix(".sql") == Some(&change.name))
        };
        for file in scripts.sql_files().filter(|file| !planned(file)) {
            let file = scripts.relative(file);
            let message = format!("{file} is skipped, as sqitch does: the plan has no such change");
            contents.findings.push(
                Finding::new(Code::MigrationName, message)
                    .with_help("let `sqitch add` plan it, or take it out of the folder")
                    .at(Place::file(file)),
            );
        }
        Ok(contents)
    }

    /// None: psql sends every statement alone.
    fn transaction_trap(&self, _migration: &Migration, _body: &Body<'_>) -> Option<&'static str> {
        None
    }

    fn read_only(&self) -> Option<&'static str> {
        Some("its scripts are programs of psql, and only sqitch runs them and writes its registry")
    }

    fn history_table(&self, _schema: &str) -> HistoryTable {
        HistoryTable::new("sqitch", "changes")
    }

    fn create_history(&self, _table: &HistoryTable) -> String {
        String::new()
    }

    fn follows_search_path(&self) -> bool {
        false
    }

    fn read_row(&self, row: &Row<'_>) -> Result<HistoryRow, FormatError> {
        let id = row.required("change_id")?;
        let name = row.required("change")?;
        Ok(HistoryRow {
            // a registry from before Sqitch 1.0 was given the id where no hash was known
            checksum: row.text("script_hash").filter(|hash| *hash != id),
            at: row.text("committed_at"),
            by: row.text("committer_name"),
            ..HistoryRow::applied(id, name)
        })
    }

    /// A registry may serve several projects.
    fn read_history(
        &self,
        rows: &[Row<'_>],
        _migrations: &[Migration],
    ) -> Result<Vec<HistoryRow>, FormatError> {
        let ours = |row: &&Row<'_>| row.text("project").is_none_or(|project| project == self.plan.project);
        rows.iter().filter(ours).map(|row| self.read_row(row)).collect()
    }

    fn memory(&self) -> Memory {
        Memory::Checksum
    }

    fn matches(&self, _migration: &Migration, text: &str, row: &HistoryRow) -> bool {
        row.checksum.as_ref().is_none_or(|hash| *hash == sha1(text))
    }

    /// By their place in the plan; what is not in it came before.
    fn compare_versions(&self, a: &str, b: &str) -> Ordering {
        let key = |version: &str| self.plan.changes.iter().position(|change| change.id == version);
        key(a).cmp(&key(b)).then_with(|| a.cmp(b))
    }

    fn script(&self, _migration: &Migration, body: &Body<'_>, _table: &HistoryTable) -> Script {
        body.each_then_row("")
    }

    /// Never asked for: see `read_only`.
    fn record_applied(&self, _migration: &Migration, _table: &HistoryTable) -> String {
        String::new()
    }

    /// Never asked for: see `read_only`.
    fn record_rolled_back(&self, _version: &str, _table: &HistoryTable) -> String {
        String::new()
    }

    fn can_forget(&self) -> bool {
        false
    }

    fn late(&self) -> Late {
        Late::Refused
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::history::{Edit, Standing};

    #[test]
    fn rows_of_sqitch_find_their_changes() {
        let root = tempfile::tempdir().expect("a folder");
        let script = |change: &str| {
            format!("-- Deploy app:{change} to pg\n\nBEGIN;\n\ncreate table {change} (a int);\n\nCOMMIT;\n")
        };
        let rework = "-- Deploy app:people to pg\n\nBEGIN;\n\nalter table people add if not exists b int;\n\nCOMMIT;\n";
        std::fs::create_dir_all(root.path().join("db/deploy")).expect("made");
        let files = [
            ("sqitch.plan", include_str!("../../tests/vectors/sqitch/sqitch.plan").to_owned()),
            ("deploy/people@v1.sql", script("people")),
            ("deploy/view.sql", script("view")),
            ("deploy/three.sql", format!("{}--x\n", script("three"))),
            ("deploy/people.sql", rework.to_owned()),
            ("deploy/stray.sql", String::new()),
        ];
        for (file, text) in files {
            std::fs::write(root.path().join("db").join(file), text).expect("written");
        }
        // As Sqitch 1.3.1 wrote them; other columns left out.
        let row = |id: &str, hash: &str, change: &str, project: &str| {
            json!({"change_id": id, "script_hash": hash, "change": change, "project": project,
                   "committed_at": "2026-11-21T08:26:42.044353+00:00", "committer_name": "root"})
        };
        let rows = [
            row(
                "c56e7ce1b719dd0a669750583de090e345222dcd",
                "325f2f8561631a95b1769f692169129a168c4c81",
                "people",
                "app",
            ),
            row(
                "5e8c7b1e925c011de0e1681136543bac6aeeba6e",
                "20baae123d2d6b5053e6301221cf7cb874a360a5",
                "view",
                "app",
            ),
            row(
                "b4a5b692e86233b543846100aadbcf822d366c4d",
                "17cd524005e154c91de5ed7386a794e76a9ba10f",
                "three",
                "app",
            ),
            row("0000000000000000000000000000000000000000", "", "other", "another"),
        ];
        for path in ["db", "db/deploy"] {
            let source = Source { path: Some(path.into()), ..Source::default() };
            let folder = super::super::open(root.path(), &source).expect("a plan");
            assert_eq!((folder.tool, folder.findings.len()), (Tool::Sqitch, 1));
            let rows = folder.read_rows(&rows).expect("rows");
            let standings = folder.standings("staging", Some(&rows), &[], root.path());
            let found: Vec<(&str, Standing)> =
                standings.migrations.iter().map(|one| (one.name.as_str(), one.standing)).collect();
            let edited = Standing::Modified(Edit::Unknown);
            let applied = Standing::Applied;
            let wanted =
                [("people@v1", applied), ("view", applied), ("three", edited), ("people", Standing::Pending)];
            assert_eq!(found, wanted);
            assert_eq!(standings.migrations[0].by.as_deref(), Some("root"));
        }
    }
}
