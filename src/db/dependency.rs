//! Dependencies between objects, from the server's OIDs to names.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::decode::Address;
use crate::model::object::{Object, ObjectKey, ObjectKind};

/// Parts of parts of parts: the array type of the row type of a view is three steps away.
const MOST_STEPS: usize = 8;

/// One row of `queries/dependency.sql`.
pub(super) struct Reference {
    from: Part,
    to: Part,
    stands_for: bool,
}

/// The system catalog, and the address in it.
type Part = (String, Address);

impl Reference {
    /// Reads a row; `None` when it is not of that shape.
    pub(super) fn read(row: Vec<Option<String>>) -> Option<Self> {
        let row: Vec<String> = row.into_iter().collect::<Option<_>>()?;
        let [class, oid, subid, ref_class, ref_oid, ref_subid, stands_for]: [String; 7] =
            row.try_into().ok()?;
        Some(Self {
            from: (class, (oid, subid)),
            to: (ref_class, (ref_oid, ref_subid)),
            stands_for: stands_for == "t",
        })
    }
}

/// Fills in `dependencies`, sorted. What is not in the catalog is nobody's dependency.
pub(super) fn resolve(
    objects: &mut BTreeMap<ObjectKey, Object>,
    addresses: &HashMap<Part, ObjectKey>,
    references: &[Reference],
) {
    let parts: HashMap<&Part, &Part> = references
        .iter()
        .filter(|reference| reference.stands_for)
        .map(|reference| (&reference.from, &reference.to))
        .collect();
    let shown = |part: &Part| {
        let mut part = part.clone();
        for _ in 0..MOST_STEPS {
            if let Some(key) = addresses.get(&part) {
                return Some(key);
            }
            // A column that the catalog does not show, of a view for one, is the view's.
            let whole = (part.0.clone(), (part.1.0.clone(), "0".to_owned()));
            if let Some(key) = addresses.get(&whole) {
                return Some(key);
            }
            part = (*parts.get(&part).or_else(|| parts.get(&whole))?).clone();
        }
        None
    };
    let mut found: BTreeMap<&ObjectKey, BTreeSet<&ObjectKey>> = BTreeMap::new();
    for reference in references.iter().filter(|reference| !reference.stands_for) {
        if let (Some(from), Some(to)) = (shown(&reference.from), shown(&reference.to))
            && from != to
        {
            found.entry(from).or_default().insert(to);
        }
    }
    for (key, dependencies) in found {
        if let Some(object) = objects.get_mut(key) {
            object.dependencies = dependencies.into_iter().cloned().collect();
        }
    }
}

/// The system catalog in which an object of this kind has its OID.
pub(super) fn system_catalog(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Schema => "pg_namespace",
        ObjectKind::Extension => "pg_extension",
        ObjectKind::Enum | ObjectKind::Domain | ObjectKind::Composite => "pg_type",
        ObjectKind::Sequence
        | ObjectKind::Table
        | ObjectKind::Column
        | ObjectKind::Index
        | ObjectKind::View
        | ObjectKind::MaterializedView => "pg_class",
        ObjectKind::Constraint => "pg_constraint",
        ObjectKind::Function | ObjectKind::Procedure => "pg_proc",
        ObjectKind::Trigger => "pg_trigger",
        ObjectKind::Policy => "pg_policy",
    }
}
