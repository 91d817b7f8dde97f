//! Dependencies between objects, from the server's OIDs to names.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rustc_hash::FxHashMap;

use super::capture::{Address, Class};
use super::session::Row;
use crate::model::object::ObjectKey;

/// Parts of parts of parts: the array type of the row type of a view is three steps away.
const MOST_STEPS: usize = 8;

/// One row of `queries/dependency.sql`.
pub(super) struct Reference {
    from: Address,
    to: Address,
    stands_for: bool,
}

impl Reference {
    /// Reads a row; `None` when it is not of that shape.
    pub(super) fn read(row: &Row<'_>) -> Option<Self> {
        let number = |column: usize| row.text(column)?.parse::<u32>().ok();
        let address = |column: usize| {
            let class: Class = number(column)?;
            Some(Address { class, oid: number(column + 1)?, sub: number(column + 2)?.cast_signed() })
        };
        Some(Self { from: address(0)?, to: address(3)?, stands_for: row.text(6)? == "t" })
    }
}

/// For each object those it depends on, sorted. What is not in the catalog is nobody's dependency.
pub(super) fn resolve(
    addresses: &FxHashMap<Address, ObjectKey>,
    references: &[Reference],
) -> BTreeMap<ObjectKey, Vec<ObjectKey>> {
    let parts: HashMap<Address, Address> = references
        .iter()
        .filter(|reference| reference.stands_for)
        .map(|reference| (reference.from, reference.to))
        .collect();
    let shown = |address: Address| {
        let mut at = address;
        for _ in 0..MOST_STEPS {
            // A column that the catalog does not show, of a view for one, is the view's.
            if let Some(key) = addresses.get(&at).or_else(|| addresses.get(&at.whole())) {
                return Some(key);
            }
            at = *parts.get(&at).or_else(|| parts.get(&at.whole()))?;
        }
        None
    };
    let mut found: BTreeMap<ObjectKey, BTreeSet<ObjectKey>> = BTreeMap::new();
    for reference in references.iter().filter(|reference| !reference.stands_for) {
        if let (Some(from), Some(to)) = (shown(reference.from), shown(reference.to))
            && from != to
        {
            found.entry(from.clone()).or_default().insert(to.clone());
        }
    }
    found.into_iter().map(|(key, dependencies)| (key, dependencies.into_iter().collect())).collect()
}
