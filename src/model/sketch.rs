//! The tables that changed, as much of them as a picture needs: names, columns, keys and what they
//! refer to. Bounded, because a picture of a hundred tables shows none of them.
//!
//! What must not live here: how a picture is drawn.

mod key;

use std::collections::{BTreeMap, HashMap, HashSet};

use super::attribute::Attribute;
use super::catalog::Catalog;
use super::diff::{Change, Difference};
use super::implied::parents;
use super::object::{Object, ObjectKey, ObjectKind};

use key::{Key, KeySort};

/// Tables of one sketch, and columns of one table.
const MOST_TABLES: usize = 20;
const MOST_COLUMNS: usize = 25;

/// How something stands against what is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Same,
    Missing,
    Extra,
    Differs,
}

impl Mark {
    /// The word under a picture.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Missing => "missing",
            Self::Extra => "extra",
            Self::Differs => "differs",
        }
    }

    fn of(difference: &Difference) -> Self {
        match difference {
            Difference::Missing { .. } => Self::Missing,
            Difference::Extra { .. } => Self::Extra,
            Difference::Differs { .. } => Self::Differs,
        }
    }
}

/// The changed tables of one comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sketch {
    /// The sides, as `ReportedChange` names them.
    pub(crate) from: String,
    pub(crate) to: String,
    /// In the order of their names.
    pub(crate) tables: Vec<TableSketch>,
    /// Changed tables that are not in the list.
    pub(crate) left_out: usize,
}

/// One changed table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableSketch {
    /// `schema.name`, unquoted.
    pub(crate) name: String,
    pub(crate) mark: Mark,
    /// As they stand in the table; those that changed are there however many there are.
    pub(crate) columns: Vec<ColumnSketch>,
    /// Columns that are not in the list.
    pub(crate) left_out: usize,
    pub(crate) references: Vec<Reference>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnSketch {
    pub(crate) name: String,
    pub(crate) data_type: String,
    pub(crate) primary: bool,
    pub(crate) foreign: bool,
    pub(crate) unique: bool,
    pub(crate) mark: Mark,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) name: String,
    /// `schema.name` of the table it points to, which need not be one that changed.
    pub(crate) table: String,
    pub(crate) columns: Vec<String>,
    pub(crate) mark: Mark,
}

/// The tables that these changes touch; `None` when they touch none.
pub(crate) fn sketch<'a>(
    sides: (&str, &str),
    changes: impl Iterator<Item = &'a Change>,
    have: &Catalog,
    want: &Catalog,
) -> Option<Sketch> {
    let mut touched: BTreeMap<ObjectKey, Mark> = BTreeMap::new();
    let mut marks = Marks(HashMap::new());
    for change in changes {
        marks.0.insert(&change.key, Mark::of(&change.difference));
        if is_table(&change.key) {
            touched.insert(change.key.clone(), Mark::of(&change.difference));
        } else if let Some(table) = parents(&change.key)
            .find(|key| is_table(key) && (have.objects.contains(key) || want.objects.contains(key)))
        {
            touched.entry(table).or_insert(Mark::Differs);
        }
    }
    if touched.is_empty() {
        return None;
    }
    let left_out = touched.len().saturating_sub(MOST_TABLES);
    let shown = || touched.iter().take(MOST_TABLES);
    let parts = parts(shown().map(|(key, _)| key), have, want);
    let table = |(key, mark): (&ObjectKey, &Mark)| {
        marks.table(key, *mark, parts.get(&name(key)).map(Vec::as_slice).unwrap_or_default())
    };
    let mut tables: Vec<TableSketch> = shown().map(table).collect();
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    Some(Sketch { from: sides.0.to_owned(), to: sides.1.to_owned(), tables, left_out })
}

fn is_table(key: &ObjectKey) -> bool {
    matches!(key.kind, ObjectKind::Table | ObjectKind::ForeignTable)
}

/// How the changed objects stand.
struct Marks<'a>(HashMap<&'a ObjectKey, Mark>);

impl Marks<'_> {
    fn of(&self, key: &ObjectKey, table: Mark) -> Mark {
        match table {
            Mark::Missing | Mark::Extra => table,
            Mark::Same | Mark::Differs => self.0.get(key).copied().unwrap_or(Mark::Same),
        }
    }

    fn table(&self, key: &ObjectKey, mark: Mark, parts: &[&Object]) -> TableSketch {
        let mut columns: Vec<(usize, ColumnSketch)> = Vec::new();
        let mut references = Vec::new();
        let mut keys: Vec<Key> = Vec::new();
        for object in parts {
            let mark = self.of(&object.key, mark);
            let text = |attribute| object.attributes.text(attribute);
            match object.key.kind {
                ObjectKind::Column => {
                    let position = text(Attribute::Position).and_then(|text| text.parse().ok());
                    columns.push((position.unwrap_or(usize::MAX), column(object, mark)));
                }
                ObjectKind::Constraint => {
                    let Some(found) = text(Attribute::Definition).and_then(Key::parse) else { continue };
                    if let Some(table) = &found.refers_to {
                        references.push(Reference {
                            name: object.key.name.to_string(),
                            table: table.clone(),
                            columns: found.columns.clone(),
                            mark,
                        });
                    }
                    keys.push(found);
                }
                _ => {}
            }
        }
        columns.sort_by_key(|(position, _)| *position);
        let mut columns: Vec<ColumnSketch> = columns.into_iter().map(|(_, column)| column).collect();
        for column in &mut columns {
            let mut of = keys.iter().filter(|key| key.columns.contains(&column.name));
            column.primary = of.clone().any(|key| key.sort == KeySort::Primary);
            column.foreign = of.clone().any(|key| key.sort == KeySort::Foreign);
            column.unique = of.any(|key| key.sort == KeySort::Unique && key.columns.len() == 1);
        }
        let all = columns.len();
        if all > MOST_COLUMNS {
            columns = shortened(columns);
        }
        let left_out = all - columns.len();
        TableSketch { name: key.path(), mark, columns, left_out, references }
    }
}

/// Schema and name of a table.
type Name<'a> = (&'a str, &'a str);

fn name(table: &ObjectKey) -> Name<'_> {
    (&table.schema, &table.name)
}

/// Everything on these tables on either side; what both have as it is wanted. The catalogs are large
/// and gone through once.
fn parts<'a>(
    tables: impl Iterator<Item = &'a ObjectKey>,
    have: &'a Catalog,
    want: &'a Catalog,
) -> HashMap<Name<'a>, Vec<&'a Object>> {
    let mut parts: HashMap<Name<'_>, Vec<&Object>> = tables.map(|table| (name(table), Vec::new())).collect();
    let wanted = want.objects.iter().map(|object| (object, true));
    for (object, is_wanted) in wanted.chain(have.objects.iter().map(|object| (object, false))) {
        let Some(parent) = object.key.parent.as_deref() else { continue };
        if let Some(on_table) = parts.get_mut(&(&*object.key.schema, parent))
            && (is_wanted || !want.objects.contains(&object.key))
        {
            on_table.push(object);
        }
    }
    parts
}

fn column(object: &Object, mark: Mark) -> ColumnSketch {
    ColumnSketch {
        name: object.key.name.to_string(),
        data_type: object.attributes.text(Attribute::Type).unwrap_or_default().to_owned(),
        primary: false,
        foreign: false,
        unique: false,
        mark,
    }
}

/// The first columns and those that changed or are keys, in their order.
fn shortened(columns: Vec<ColumnSketch>) -> Vec<ColumnSketch> {
    let weight = |column: &ColumnSketch| match (column.mark, column.primary || column.foreign) {
        (Mark::Same, false) => 2,
        (Mark::Same, true) => 1,
        _ => 0,
    };
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by_key(|index| weight(&columns[*index]));
    order.truncate(MOST_COLUMNS);
    let kept: HashSet<usize> = order.into_iter().collect();
    columns.into_iter().enumerate().filter(|(index, _)| kept.contains(index)).map(|(_, one)| one).collect()
}

#[cfg(test)]
mod tests;
