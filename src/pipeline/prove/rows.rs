//! What is in the tables before a plan and after it, and whether the plan said so.

use std::collections::{BTreeMap, HashSet};

use crate::db::{DbError, Session};
use crate::model::attribute::Attribute;
use crate::model::catalog::Catalog;
use crate::model::hazard::HazardKind;
use crate::model::lock_mode::Work;
use crate::model::object::{ObjectKey, ObjectKind, Value};
use crate::model::plan::Plan;
use crate::model::renaming::{Found, Renamed, renamed};

const DIGEST: &str = include_str!("digest.sql");

/// One table at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Contents {
    pub(super) table: ObjectKey,
    pub(super) rows: u64,
    /// Where the rows are stored: another one means that all were written anew.
    pub(super) filenode: String,
    pub(super) columns: BTreeMap<String, Column>,
}

/// One column at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) data_type: String,
    /// Of all its values as text.
    pub(super) digest: Option<String>,
}

/// Tables by what identifies them whatever they are called: their OIDs, as text.
pub(super) type Tables = BTreeMap<String, Contents>;

/// Reads the tables with these OIDs, a list of SQL.
pub(super) async fn read(session: &mut Session, oids: &str) -> Result<Tables, DbError> {
    if oids.is_empty() {
        return Ok(Tables::new());
    }
    session.run(&DIGEST.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")).await?;
    let rows = session
        .fetch(&format!(
            "SELECT c.oid, n.nspname, c.relname, d.* FROM pg_catalog.pg_class c \
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace, \
             LATERAL pg_temp.lockstep_digest(c.oid) d WHERE c.oid IN ({oids})"
        ))
        .await?;
    let mut tables = Tables::new();
    for row in rows {
        let Ok([oid, schema, table, rows, filenode, number, name, data_type, digest]) =
            <[Option<String>; 9]>::try_from(row)
        else {
            continue;
        };
        let Some(oid) = oid else { continue };
        let contents = tables.entry(oid).or_insert_with(|| Contents {
            table: ObjectKey {
                kind: ObjectKind::Table,
                schema: schema.unwrap_or_default().into(),
                parent: None,
                name: table.unwrap_or_default().into(),
            },
            rows: rows.and_then(|rows| rows.parse().ok()).unwrap_or_default(),
            filenode: filenode.unwrap_or_default(),
            columns: BTreeMap::new(),
        });
        if let (Some(number), Some(name), Some(data_type)) = (number, name, data_type) {
            contents.columns.insert(number, Column { name, data_type, digest });
        }
    }
    Ok(tables)
}

/// Something that happened to rows and that no statement of the plan says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unclaimed {
    /// The table has fewer rows, or is gone (`None`).
    Rows {
        table: ObjectKey,
        before: u64,
        after: Option<u64>,
    },
    /// The column's values are others, or it is gone.
    Values {
        column: ObjectKey,
        gone: bool,
    },
    Rewrite {
        table: ObjectKey,
    },
}

/// What the plan says it does to rows, by the names of the objects.
pub(super) struct Claims<'a> {
    lost: HashSet<ObjectKey>,
    /// Types whose values the plan says it takes away: labels, members.
    lost_types: Vec<ObjectKey>,
    rewritten: HashSet<ObjectKey>,
    /// The tables that a table is part of.
    above: BTreeMap<ObjectKey, Vec<ObjectKey>>,
    renames: &'a [Found],
}

impl<'a> Claims<'a> {
    pub(super) fn of(plan: &Plan, have: &Catalog, renames: &'a [Found]) -> Self {
        let is_lost = |hazard: &&crate::model::hazard::Hazard| hazard.kind == HazardKind::DataLoss;
        let lost: HashSet<ObjectKey> = plan.hazards().filter(is_lost).map(|one| one.object.clone()).collect();
        let is_type = |key: &&ObjectKey| {
            use ObjectKind as Kind;
            matches!(key.kind, Kind::Enum | Kind::Composite | Kind::Domain | Kind::Range | Kind::BaseType)
        };
        // A renamed label is another text.
        let labels = renames.iter().filter(|one| one.what == Renamed::EnumValue).map(|one| &one.key);
        let lost_types = lost.iter().filter(is_type).chain(labels).cloned().collect();
        let rewritten = plan
            .statements()
            .filter(|statement| statement.work == Work::Rewrite)
            .filter_map(|statement| Some(statement.locks.first()?.table.clone()))
            .collect();
        Self { lost, lost_types, rewritten, above: parts(have), renames }
    }

    /// The table under its names, and all that it is a part of.
    fn names(&self, table: &ObjectKey) -> HashSet<ObjectKey> {
        let mut names = HashSet::new();
        let mut open = vec![table.clone()];
        while let Some(key) = open.pop() {
            open.extend(self.above.get(&key).into_iter().flatten().cloned());
            let renamed = renamed(&key, self.renames);
            if renamed != key {
                names.insert(renamed);
            }
            names.insert(key);
        }
        names
    }

    /// What happened between the two moments and is not claimed.
    pub(super) fn against(&self, before: &Tables, after: &Tables) -> Vec<Unclaimed> {
        let mut unclaimed = Vec::new();
        for (oid, was) in before {
            let names = self.names(&was.table);
            let is = after.get(oid);
            let loses_rows = names.iter().any(|name| self.lost.contains(name));
            let rows = is.map(|is| is.rows);
            if rows.is_none_or(|rows| rows < was.rows) {
                if !loses_rows && (rows.is_some() || was.rows > 0) {
                    let table = was.table.clone();
                    unclaimed.push(Unclaimed::Rows { table, before: was.rows, after: rows });
                }
                continue;
            }
            let Some(is) = is else { continue };
            if is.filenode != was.filenode && !names.iter().any(|name| self.rewritten.contains(name)) {
                unclaimed.push(Unclaimed::Rewrite { table: was.table.clone() });
            }
            if was.rows == 0 || loses_rows {
                continue;
            }
            for (number, column) in &was.columns {
                let now = is.columns.get(number);
                // Another type prints its values in another way.
                let kept =
                    now.is_some_and(|now| now.digest == column.digest || now.data_type != column.data_type);
                if !kept && !self.loses_values(&names, column) {
                    let column = column_of(&was.table, &column.name);
                    unclaimed.push(Unclaimed::Values { column, gone: now.is_none() });
                }
            }
        }
        unclaimed
    }

    fn loses_values(&self, tables: &HashSet<ObjectKey>, column: &Column) -> bool {
        let named = tables.iter().any(|table| {
            let column = column_of(table, &column.name);
            self.lost.contains(&column) || self.lost.contains(&renamed(&column, self.renames))
        });
        let of_type = self.lost_types.iter().any(|key| column.data_type.contains(&*key.name));
        named || of_type
    }
}

fn column_of(table: &ObjectKey, name: &str) -> ObjectKey {
    ObjectKey {
        kind: ObjectKind::Column,
        schema: table.schema.clone(),
        parent: Some(table.name.clone()),
        name: name.into(),
    }
}

/// Partitions and inheriting tables with what is above them.
fn parts(catalog: &Catalog) -> BTreeMap<ObjectKey, Vec<ObjectKey>> {
    let tables: BTreeMap<String, &ObjectKey> = catalog
        .objects
        .iter()
        .filter(|object| matches!(object.key.kind, ObjectKind::Table | ObjectKind::ForeignTable))
        .map(|object| (object.key.path(), &object.key))
        .collect();
    let mut above = BTreeMap::new();
    for key in tables.values() {
        let named = [Attribute::PartitionOf, Attribute::Inherits]
            .into_iter()
            .filter_map(|attribute| catalog.value(key, attribute))
            .flat_map(|value| match value {
                Value::Text(text) => vec![text.clone()],
                Value::List(texts) => texts.to_vec(),
            });
        let parents: Vec<ObjectKey> =
            named.filter_map(|path| tables.get(&*path).map(|key| (*key).clone())).collect();
        if !parents.is_empty() {
            above.insert((*key).clone(), parents);
        }
    }
    above
}
