//! refinery: `V1__x.sql` in order and `U1__x.sql` whenever, SipHash-1-3 of name, version and text.
//! Rules as in refinery 0.10 and its CLI.

use std::cmp::Ordering;
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use siphasher::sip::SipHasher13;

use super::body::Body;
use super::detect::{Evidence, Strength};
use super::directory::Directory;
use super::error::FormatError;
use super::row::Row;
use super::{Contents, Format, HistoryTable, Known, Late, flyway};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::history::{HistoryRow, Memory, Migration, RowState, Source, Tool};
use crate::model::place::Place;
use crate::model::quote::quote_literal;
use crate::model::script::Script;

pub(super) const KNOWN: Known = Known { tool: Tool::Refinery, recognise, open };

fn recognise(directory: &Directory) -> Option<Evidence> {
    let files = directory.files_below().ok()?;
    let first = files.iter().find(|path| parse(base_name(path)).is_some())?;
    let parents = || std::iter::once(directory.absolute()).chain(directory.parents());
    if parents().any(|parent| parent.join("refinery.toml").is_file()) {
        return Some(Evidence::new(Strength::Marker, "refinery.toml"));
    }
    if parents().any(|parent| manifest(&parent).is_some_and(|manifest| depends(&manifest).is_some())) {
        return Some(Evidence::new(Strength::Marker, "Cargo.toml names refinery"));
    }
    // without a sign of its own only what Flyway could have made as well
    (!flyway::has_own_names(directory)).then(|| Evidence::new(Strength::Content, first))
}

fn manifest(folder: &Path) -> Option<toml::Table> {
    std::fs::read_to_string(folder.join("Cargo.toml")).ok()?.parse().ok()
}

/// What a manifest says of refinery, as a dependency or of the workspace.
fn depends(manifest: &toml::Table) -> Option<&toml::Value> {
    let lists = ["dependencies", "dev-dependencies", "build-dependencies"];
    let tables = [Some(manifest), manifest.get("workspace").and_then(toml::Value::as_table)];
    tables.into_iter().flatten().find_map(|table| {
        let listed = lists.iter().filter_map(|list| table.get(*list));
        listed.filter_map(|list| list.get("refinery").or_else(|| list.get("refinery-core"))).next()
    })
}

fn open(directory: &Directory, _source: &Source) -> Result<Arc<dyn Format>, FormatError> {
    let wide = |parent: PathBuf| {
        let manifest = manifest(&parent)?;
        let features = depends(&manifest)?.get("features")?.as_array()?.clone();
        features.iter().any(|feature| feature.as_str() == Some("int8-versions")).then_some(())
    };
    let wide = directory.parents().find_map(wide).is_some();
    Ok(Arc::new(Refinery { wide }))
}

/// A file name.
#[derive(Debug, PartialEq, Eq)]
struct Name<'a> {
    /// `U`: may be applied after later ones.
    unordered: bool,
    version: &'a str,
    name: &'a str,
    rust: bool,
}

/// `^([U|V])(\d+(?:\.\d+)?)__(\w+)\.(rs|sql)$`; a version with a dot is refused later.
fn parse(file: &str) -> Option<Name<'_>> {
    let (stem, suffix) = file.rsplit_once('.')?;
    let rust = match suffix {
        "sql" => false,
        "rs" => true,
        _ => return None,
    };
    let unordered = match stem.chars().next()? {
        'V' => false,
        'U' => true,
        _ => return None,
    };
    let (version, name) = stem[1..].split_once("__")?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let numbered = match version.split_once('.') {
        Some((major, minor)) => digits(major) && digits(minor),
        None => digits(version),
    };
    let word = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    (numbered && word).then_some(Name { unordered, version, name, rust })
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[derive(Debug)]
struct Refinery {
    /// Built with `int8-versions`.
    wide: bool,
}

impl Refinery {
    fn insert(&self, migration: &Migration, table: &HistoryTable, conflict: &str) -> String {
        let name = name_of(migration);
        let version = number(&migration.version);
        let quoted = table.quoted();
        // the checksum depends on how wide the version is, which the table itself knows
        format!(
            "INSERT INTO {quoted} (version, name, applied_on, checksum) SELECT {version}, {}, \
             pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), \
             CASE WHEN pg_catalog.format_type(atttypid, NULL) = 'bigint' THEN '{}' ELSE '{}' END \
             FROM pg_catalog.pg_attribute WHERE attrelid = {}::pg_catalog.regclass AND attname = 'version'{conflict};",
            quote_literal(name),
            checksum(name, version, true, &migration.text),
            checksum(name, version, false, &migration.text),
            quote_literal(&quoted),
        )
    }
}

impl Format for Refinery {
    fn read(&self, directory: &Directory) -> Result<Contents, FormatError> {
        let mut contents = Contents::default();
        for path in directory.files_below()? {
            let file = directory.relative(&path);
            let Some(name) = parse(base_name(&path)) else {
                if path.ends_with(".sql") {
                    contents.findings.push(skipped(&file));
                }
                continue;
            };
            let Ok(version) = name.version.parse::<i64>() else {
                let reason = format!("refinery reads whole numbers only as versions, not `{}`", name.version);
                return Err(FormatError::Unsupported { place: Place::file(file), reason });
            };
            if name.rust {
                contents.findings.push(in_rust(&file));
                continue;
            }
            let text = directory.read(&path)?;
            contents.migrations.push(Migration {
                version: version.to_string(),
                name: base_name(&path).trim_end_matches(".sql").to_owned(),
                checksum: Some(checksum(name.name, version, self.wide, &text)),
                file,
                text,
                ..Migration::default()
            });
        }
        contents.migrations.sort_by_key(|migration| number(&migration.version));
        Ok(contents)
    }

    /// refinery opens a transaction for every file, also for one of a single statement.
    fn transaction_trap(&self, _migration: &Migration, _body: &Body<'_>) -> Option<&'static str> {
        Some(
            "refinery has no way to run it; leave it out and run it by hand, or write it without `concurrently`",
        )
    }

    fn history_table(&self, schema: &str) -> HistoryTable {
        HistoryTable::new(schema, "refinery_schema_history")
    }

    fn create_history(&self, table: &HistoryTable) -> String {
        format!(
            "CREATE TABLE IF NOT EXISTS {} (\n  \
             version {} PRIMARY KEY,\n  \
             name VARCHAR(255),\n  \
             applied_on VARCHAR(255),\n  \
             checksum VARCHAR(255)\n);",
            table.quoted(),
            if self.wide { "int8" } else { "int4" }
        )
    }

    fn read_row(&self, row: &Row<'_>) -> Result<HistoryRow, FormatError> {
        let version = row.required("version")?;
        let name = row.text("name").unwrap_or_default();
        Ok(HistoryRow {
            checksum: row.text("checksum"),
            state: RowState::Applied,
            at: row.text("applied_on"),
            ..HistoryRow::applied(&version, format!("V{version}__{name}"))
        })
    }

    fn memory(&self) -> Memory {
        Memory::Checksum
    }

    fn matches(&self, migration: &Migration, text: &str, row: &HistoryRow) -> bool {
        let (name, version) = (name_of(migration), number(&migration.version));
        let sum = |wide| Some(checksum(name, version, wide, text));
        row.checksum == sum(self.wide) || row.checksum == sum(!self.wide)
    }

    fn stops_at_line_endings(&self) -> bool {
        true
    }

    fn compare_versions(&self, a: &str, b: &str) -> Ordering {
        number(a).cmp(&number(b))
    }

    fn script(&self, migration: &Migration, body: &Body<'_>, table: &HistoryTable) -> Script {
        body.with_row(&self.insert(migration, table, ""))
    }

    fn record_applied(&self, migration: &Migration, table: &HistoryTable) -> String {
        let update =
            " ON CONFLICT (version) DO UPDATE SET name = EXCLUDED.name, checksum = EXCLUDED.checksum";
        self.insert(migration, table, update)
    }

    fn record_rolled_back(&self, version: &str, table: &HistoryTable) -> String {
        format!("DELETE FROM {} WHERE version = {};", table.quoted(), number(version))
    }

    fn late(&self) -> Late {
        Late::Refused
    }

    /// `U` files were made for that.
    fn may_be_late(&self, migration: &Migration) -> bool {
        parse(base_name(&migration.file)).is_some_and(|name| name.unordered)
    }
}

fn name_of(migration: &Migration) -> &str {
    parse(base_name(&migration.file)).map_or(&migration.name, |name| name.name)
}

fn number(version: &str) -> i64 {
    version.parse().unwrap_or(i64::MAX)
}

/// As Rust hashes a `str`, an `i32` (`i64` when wide) and a `str`.
fn checksum(name: &str, version: i64, wide: bool, text: &str) -> String {
    let mut hasher = SipHasher13::new();
    hasher.write(name.as_bytes());
    hasher.write_u8(0xff);
    let bytes = version.to_le_bytes();
    hasher.write(if wide { &bytes } else { &bytes[..4] });
    hasher.write(text.as_bytes());
    hasher.write_u8(0xff);
    hasher.finish().to_string()
}

fn skipped(file: &str) -> Finding {
    Finding::new(
        Code::MigrationName,
        format!("{file} is skipped, as refinery does: its name is not `V1__words.sql`"),
    )
    .with_help("name it `V<number>__<words>.sql`, or move it out of the folder")
    .at(Place::file(file))
}

fn in_rust(file: &str) -> Finding {
    Finding::new(
        Code::MigrationUnsupported,
        format!("{file} is a migration in Rust, which lockstep cannot run"),
    )
    .with_help("rewrite it as SQL if it ran nowhere yet; else apply these migrations with refinery")
    .at(Place::file(file))
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde_json::Value;

    use super::*;

    #[test]
    fn checksums_are_those_of_the_vectors() {
        let vectors: Value =
            serde_json::from_str(include_str!("../../tests/vectors/refinery.json")).expect("JSON");
        for case in vectors["cases"].as_array().expect("cases") {
            let content = STANDARD.decode(case["content_base64"].as_str().expect("text")).expect("base64");
            let text = String::from_utf8(content).expect("UTF-8");
            let name = parse(case["file"].as_str().expect("a file")).expect("a migration");
            let version = name.version.parse().expect("a number");
            assert_eq!(case["checksum"], checksum(name.name, version, false, &text), "{case}");
            assert_eq!(case["checksum_int8_versions"], checksum(name.name, version, true, &text), "{case}");
        }
    }

    #[test]
    fn names_are_those_of_refinery() {
        let versions = ["V1__a.sql", "U20__b_c.sql", "V1.5__a.sql", "V3__é.rs"]
            .map(|file| parse(file).map(|n| n.version));
        assert_eq!(versions, [Some("1"), Some("20"), Some("1.5"), Some("3")]);
        for file in [
            "v1__a.sql",
            "V1_a.sql",
            "V1__a-b.sql",
            "V__a.sql",
            "V1__.sql",
            "R__a.sql",
            "V1__a.txt",
            "mod.rs",
        ] {
            assert_eq!(parse(file), None, "{file}");
        }
    }
}
