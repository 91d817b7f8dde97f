//! dbmate: `<digits>….sql` with `-- migrate:up` and `-- migrate:down`, a row per version in
//! `schema_migrations`, no checksum, no lock. Rules as in dbmate 2.36.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::annotation::{After, Dialect, Malformed, Mark};
use super::directory::Directory;
use super::error::FormatError;
use super::numbered::{Names, Version};
use super::versions::{ByVersion, Rules, Sending, Table, Variables};
use super::{Book, Contents, Format, Known, Late};
use crate::model::history::{Migration, Source, Tool};

const TABLE: &str = "schema_migrations";

pub(super) const KNOWN: Known = Known {
    tool: Tool::Dbmate,
    recognise: |directory| DIALECT.evidence(directory),
    open,
    books: &[Book::Table(TABLE)],
};

static NAMES: Names = Names {
    tool: "dbmate",
    suffixes: &[".sql"],
    programs: &[],
    not: &[],
    underscore: false,
    version: Version::Digits,
    strict: false,
};

/// dbmate runs several pairs of parts in one file and then trips over its own rows: its table takes
/// a version once. So there is one pair.
static DIALECT: Dialect = Dialect {
    tool: "dbmate",
    sign: "migrate:",
    words: &[("up", Mark::Up), ("down", Mark::Down)],
    any_case: false,
    loose: false,
    after: After::Options,
    free: false,
    needs_down: true,
};

static RULES: Rules = Rules {
    table: Table {
        name: TABLE,
        schema: None,
        columns: "version varchar NOT NULL PRIMARY KEY",
        version: "version",
        kind: "pg_catalog.varchar",
        values: &[],
        at: "",
        first: None,
        log: None,
    },
    read,
    check: |migration, _| DIALECT.cut(&migration.text).map(|_| ()),
    sending,
    way_out: "put it alone into a file that begins with `-- migrate:up transaction:false`",
    compare: |a, b| a.cmp(b),
    late: Late::Applied,
    locks: &[],
};

fn open(_directory: &Directory, _source: &Source) -> Result<Arc<dyn Format>, FormatError> {
    Ok(Arc::new(ByVersion {
        rules: &RULES,
        read_only: None,
        outside: BTreeSet::new(),
        variables: Variables::new(),
    }))
}

fn read(directory: &Directory, _: &Variables) -> Result<Contents, FormatError> {
    let mut contents = NAMES.read(directory, |a, b| a.file.cmp(&b.file))?;
    for migration in &mut contents.migrations {
        migration.excerpt = Some(DIALECT.excerpt(&migration.text));
    }
    Ok(contents)
}

/// The last `transaction:…` on the marker's line counts.
fn sending(migration: &Migration) -> Sending {
    let sections: Result<_, Malformed> = DIALECT.cut(&migration.text);
    let up = sections.ok().and_then(|sections| sections.markers.into_iter().find(|one| one.mark == Mark::Up));
    let value = up.and_then(|up| {
        up.options.split_whitespace().rev().find_map(|option| option.strip_prefix("transaction:"))
    });
    if value == Some("false") { Sending::Message } else { Sending::Transaction }
}

#[cfg(test)]
mod tests;
