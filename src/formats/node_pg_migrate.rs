//! node-pg-migrate, its SQL files: `<digits>_<words>.sql`, whole or with `-- Up Migration`, a row
//! per file in `pgmigrations`, no checksum. Rules as in node-pg-migrate 9.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::annotation::{After, Dialect, Mark};
use super::detect::{Evidence, Strength};
use super::directory::Directory;
use super::error::FormatError;
use super::numbered::{Names, Version};
use super::versions::{ByVersion, Rules, Sending, Table, Variables};
use super::{Book, Contents, Format, Known, Late, ReadOnly};
use crate::model::history::{Source, Tool};

const TABLE: &str = "pgmigrations";

pub(super) const KNOWN: Known =
    Known { tool: Tool::NodePgMigrate, recognise, open, books: &[Book::Table(TABLE)] };

static NAMES: Names = Names {
    tool: "node-pg-migrate",
    suffixes: &[".sql"],
    programs: &[".js", ".ts", ".cjs", ".mjs", ".cts", ".mts"],
    not: &[],
    underscore: false,
    version: Version::Stem,
    strict: true,
};

static DIALECT: Dialect = Dialect {
    tool: "node-pg-migrate",
    sign: "",
    words: &[("Up Migration", Mark::Up), ("Down Migration", Mark::Down)],
    any_case: true,
    loose: true,
    after: After::Anything,
    free: true,
    needs_down: false,
};

static RULES: Rules = Rules {
    table: Table {
        name: TABLE,
        schema: Some("public"),
        columns: "id SERIAL PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL",
        version: "name",
        kind: "pg_catalog.varchar",
        values: &[("run_on", "pg_catalog.now()")],
        at: "run_on",
        first: None,
        log: None,
    },
    read,
    check: |migration, _| NAMES.check(migration),
    sending: |_| Sending::Transaction,
    way_out: "node-pg-migrate runs SQL files in a transaction only: leave CONCURRENTLY out, or run the statement \
              by hand before the migration and write `IF NOT EXISTS`",
    compare,
    late: Late::Refused,
    locks: &[7_241_865_325_823_964],
};

fn recognise(directory: &Directory) -> Option<Evidence> {
    DIALECT.evidence(directory).or_else(|| {
        let file = directory.files().find(|file| {
            let mut suffixes = NAMES.suffixes.iter().chain(NAMES.programs);
            NAMES.version(file).is_some() && suffixes.any(|suffix| file.ends_with(suffix))
        })?;
        let names_it = |text: String| text.contains("\"node-pg-migrate\"").then_some(());
        directory
            .parents()
            .find_map(|parent| names_it(std::fs::read_to_string(parent.join("package.json")).ok()?))?;
        Some(Evidence::new(Strength::Name, format!("package.json names node-pg-migrate, and {file}")))
    })
}

fn open(directory: &Directory, _source: &Source) -> Result<Arc<dyn Format>, FormatError> {
    let read_only = NAMES.has_programs(directory).then_some(ReadOnly(
        "some migrations are written in JavaScript or TypeScript, and only node-pg-migrate runs them",
    ));
    Ok(Arc::new(ByVersion {
        rules: &RULES,
        read_only,
        outside: BTreeSet::new(),
        variables: Variables::new(),
    }))
}

fn read(directory: &Directory, _: &Variables) -> Result<Contents, FormatError> {
    let mut contents = NAMES.read(directory, |a, b| compare(&a.version, &b.version))?;
    for migration in contents.migrations.iter_mut().filter(|migration| migration.excerpt.is_none()) {
        migration.excerpt = Some(DIALECT.excerpt(&migration.text));
    }
    Ok(contents)
}

/// By the number the names begin with, then as JavaScript's `localeCompare` puts the names: numbers
/// by value, punctuation aside, small letters before capital ones.
fn compare(a: &str, b: &str) -> Ordering {
    let small_first = |name: &str| -> String {
        let swap = |c: char| if c.is_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() };
        name.chars().map(swap).collect()
    };
    number(a)
        .cmp(&number(b))
        .then_with(|| words(a).cmp(&words(b)))
        .then_with(|| small_first(a).cmp(&small_first(b)))
}

/// A name's runs of digits, by value, and of letters.
fn words(name: &str) -> Vec<(u128, String)> {
    let mut words: Vec<(u128, String)> = Vec::new();
    let mut digits = false;
    for c in name.chars().filter(|c| c.is_alphanumeric()) {
        if words.is_empty() || digits != c.is_ascii_digit() {
            words.push((u128::MAX, String::new()));
            digits = c.is_ascii_digit();
        }
        if let Some((value, text)) = words.last_mut() {
            match c.to_digit(10).filter(|_| digits) {
                Some(digit) if *value == u128::MAX => *value = digit.into(),
                Some(digit) => *value = value.saturating_mul(10).saturating_add(digit.into()),
                None => text.extend(c.to_lowercase()),
            }
        }
    }
    words
}

/// Seventeen digits are a date in UTC with milliseconds, and count as milliseconds since 1970.
fn number(name: &str) -> i128 {
    let digits = &name[..name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len()];
    let part = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<i128>().ok());
    match (part(0, 4), part(4, 6), part(6, 8), part(8, 10), part(10, 12), part(12, 14), part(14, 17)) {
        (Some(year), Some(month), Some(day), Some(hour), Some(minute), Some(second), Some(thousandth))
            if digits.len() == 17 =>
        {
            let minutes = (days_since_1970(year, month, day) * 24 + hour) * 60 + minute;
            (minutes * 60 + second) * 1000 + thousandth
        }
        _ => digits.parse().unwrap_or(i128::MAX),
    }
}

/// Of the Gregorian calendar, with the year begun in March so that the odd day is its last.
fn days_since_1970(year: i128, month: i128, day: i128) -> i128 {
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468
}

#[cfg(test)]
mod tests;
