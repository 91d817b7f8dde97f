//! What becomes of each object: made, dropped, altered, or dropped and made again because something it
//! needs is.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::Options;
use super::kind::{Changed, Part, Verdict};
use super::side::Side;
use super::site::Site;
use super::{effect, keys, kinds, satellite};
use crate::model::attribute::Attribute;
use crate::model::diff::{Change, Difference};
use crate::model::object::{Object, ObjectKey, ObjectKind, Text};
use crate::model::plan::Unsupported;

/// What becomes of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Create,
    Drop,
    Alter,
    Replace,
    /// Has another name on the side that is.
    Rename,
}

#[derive(Debug, Clone)]
pub(super) struct Decision {
    pub(super) fate: Fate,
    /// What differs, or has to be said again; without parts and satellites.
    pub(super) changed: Changed,
    /// Parts that are altered in one statement.
    pub(super) parts: BTreeSet<Part>,
    /// Parts that are taken away before and made again after what they need.
    pub(super) replaced_parts: BTreeSet<Part>,
    pub(super) satellites: Changed,
    /// Those who read it must not be there meanwhile.
    pub(super) disturbs: bool,
    /// The old one stays beside the new one for a while.
    pub(super) beside: bool,
    /// The long work for the new one is done before the old one goes.
    pub(super) prepared: bool,
    /// The object that it is replaced for.
    pub(super) because: Option<ObjectKey>,
    /// The name on the side that is, of [`Fate::Rename`].
    pub(super) had: Option<Text>,
}

impl Decision {
    pub(super) fn of(fate: Fate) -> Self {
        Self {
            fate,
            changed: Changed::new(),
            parts: BTreeSet::new(),
            replaced_parts: BTreeSet::new(),
            satellites: Changed::new(),
            disturbs: false,
            beside: false,
            prepared: false,
            because: None,
            had: None,
        }
    }

    /// Whether the object of the side that is goes away.
    pub(super) fn tears(&self) -> bool {
        matches!(self.fate, Fate::Drop | Fate::Replace)
    }

    /// Whether the wanted object is made.
    pub(super) fn builds(&self) -> bool {
        matches!(self.fate, Fate::Create | Fate::Replace)
    }
}

/// Objects that must be replaced although they could be altered, and tables whose constraints and defaults
/// are dropped before them where they must be: a way out of circles.
#[derive(Debug, Default)]
pub(super) struct Forced {
    pub(super) replaced: HashSet<ObjectKey>,
    pub(super) loosened: HashSet<ObjectKey>,
    /// Columns and domains whose default is dropped before, and set after.
    pub(super) reseated: HashSet<ObjectKey>,
}

#[derive(Default)]
pub(super) struct Decisions {
    pub(super) all: BTreeMap<ObjectKey, Decision>,
    pub(super) unsupported: Vec<Unsupported>,
    pub(super) loosened: HashSet<ObjectKey>,
}

impl Decisions {
    pub(super) fn get(&self, key: &ObjectKey) -> Option<&Decision> {
        self.all.get(key)
    }

    /// Whether the object of the side that is goes away, alone or with what it is on.
    pub(super) fn is_torn(&self, key: &ObjectKey, from: &Side<'_>) -> bool {
        self.get(key).is_some_and(Decision::tears) || self.carrier(key, from).is_some()
    }

    /// Whether a constraint or the default of a column goes by itself before the table it is on, because what it
    /// needs also needs the table.
    pub(super) fn is_loosened(&self, key: &ObjectKey, from: &Side<'_>) -> bool {
        let Some(table) = from.parent(key).filter(|table| self.loosened.contains(table)) else {
            return false;
        };
        let is_own = |need: &ObjectKey| from.parent(need) == Some(table);
        let comes_back = || {
            let mut needs = from.needs(key).iter().filter(|need| *need != table && !is_own(need));
            needs.any(|need| from.reaches(need, table))
        };
        let text = from.text(key, Attribute::Definition).unwrap_or_default();
        key.kind == ObjectKind::Index && comes_back()
            || key.kind == ObjectKind::Constraint && (text.starts_with("FOREIGN KEY") || comes_back())
            || key.kind == ObjectKind::Column && from.text(key, Attribute::Default).is_some() && comes_back()
    }

    /// What takes the object along when it goes: the table it is on, the column it belongs to.
    pub(super) fn carrier<'a>(&self, key: &ObjectKey, from: &Side<'a>) -> Option<&'a ObjectKey> {
        let torn = |key: &&ObjectKey| self.get(key).is_some_and(Decision::tears);
        if key.kind != ObjectKind::Column && self.is_loosened(key, from) {
            return None;
        }
        if let Some(parent) = from.parent(key).filter(torn) {
            return Some(parent);
        }
        if self.get(key).is_none_or(|decision| decision.fate != Fate::Drop) {
            return None;
        }
        match key.kind {
            ObjectKind::Sequence => {
                let owner = from.owner(key)?;
                Some(owner).filter(torn).or_else(|| from.parent(owner).filter(torn))
            }
            ObjectKind::Index | ObjectKind::Constraint => from
                .needs(key)
                .iter()
                .filter(|need| need.kind == ObjectKind::Column && from.parent(need) == from.parent(key))
                .find(torn),
            _ => None,
        }
    }
}

/// What becomes of each object that differs, and of all that it takes along.
pub(super) fn decide(
    changes: &[Change],
    from: &Side<'_>,
    to: &Side<'_>,
    options: &Options,
    forced: &Forced,
) -> Decisions {
    let mut decisions = first(changes);
    complete(&mut decisions, to);
    decisions.loosened.clone_from(&forced.loosened);
    for key in &forced.replaced {
        let decision = decisions.all.entry(key.clone()).or_insert_with(|| Decision::of(Fate::Replace));
        if decision.fate == Fate::Alter {
            decision.fate = Fate::Replace;
        }
    }
    for key in &forced.reseated {
        if let Some(decision) = decisions.all.get_mut(key) {
            let parts = std::mem::take(&mut decision.parts);
            decision.replaced_parts.extend(parts);
        }
    }
    let site = Site { from, to, options, made: HashSet::new(), torn: HashSet::new() };
    let altered: Vec<ObjectKey> =
        decisions.all.iter().filter(|(_, one)| one.fate == Fate::Alter).map(|(key, _)| key.clone()).collect();
    for key in &altered {
        judge(&mut decisions, key, &site);
    }
    let mut open: Vec<ObjectKey> = decisions.all.keys().cloned().collect();
    while let Some(key) = open.pop() {
        effect::spread(&mut decisions, &key, &site, &mut open);
    }
    keys::prepare(&mut decisions, from, to);
    decisions
}

/// What the changes themselves say.
fn first(changes: &[Change]) -> Decisions {
    let mut decisions = Decisions::default();
    for change in changes {
        let key = &change.key;
        match &change.difference {
            Difference::Missing { .. } => {
                decisions.all.insert(key.clone(), Decision::of(Fate::Create));
            }
            Difference::Extra { .. } => {
                decisions.all.insert(key.clone(), Decision::of(Fate::Drop));
            }
            Difference::Differs { attribute: Attribute::Name, from, .. } => {
                let had = from.as_ref().and_then(|had| had.as_text()).map(Into::into);
                decisions.all.insert(key.clone(), Decision { had, ..Decision::of(Fate::Rename) });
            }
            // The order of columns cannot be changed; the caller says so.
            Difference::Differs { attribute: Attribute::Position, .. } => {}
            Difference::Differs { attribute, .. } => {
                let decision = decisions.all.entry(key.clone()).or_insert_with(|| Decision::of(Fate::Alter));
                let part = kinds::of(key.kind).parts().iter().find(|part| part.covers(*attribute));
                if satellite::ATTRIBUTES.contains(attribute)
                    && !matches!(key.kind, ObjectKind::DefaultPrivileges)
                {
                    decision.satellites.insert(*attribute);
                } else if let Some(part) = part.filter(|part| part.is_lineage()) {
                    decision.replaced_parts.insert(*part);
                } else if let Some(part) = part {
                    decision.parts.insert(*part);
                } else {
                    decision.changed.insert(*attribute);
                }
            }
        }
    }
    decisions
}

/// What is on a missing table or view is missing too, also where a comparison does not say so because a
/// parent table hands it down.
fn complete(decisions: &mut Decisions, to: &Side<'_>) {
    let made: Vec<ObjectKey> = decisions
        .all
        .iter()
        .filter(|(_, one)| one.fate == Fate::Create)
        .map(|(key, _)| key.clone())
        .collect();
    for child in made.iter().flat_map(|key| to.on(key)) {
        decisions.all.entry(child.key.clone()).or_insert_with(|| Decision::of(Fate::Create));
    }
}

/// Asks the kind how an altered object can become the wanted one.
pub(super) fn judge(decisions: &mut Decisions, key: &ObjectKey, site: &Site<'_>) {
    let (Some(is), Some(wanted)) = (bare(site.from, key), bare(site.to, key)) else { return };
    let Some(decision) = decisions.all.get_mut(key) else { return };
    if decision.changed.is_empty() {
        return;
    }
    match kinds::of(key.kind).alter(&is, &wanted, &decision.changed, site) {
        Verdict::InPlace(_) => {}
        Verdict::Disturbing(_) => {
            decision.disturbs = true;
            let unseated = kinds::of(key.kind).unseated(&is, &wanted);
            decision.replaced_parts.extend(unseated);
        }
        Verdict::Replace => decision.fate = Fate::Replace,
        Verdict::ReplaceBeside { .. } => {
            decision.fate = Fate::Replace;
            decision.beside = true;
        }
        Verdict::ReplacePrepared { .. } => {
            decision.fate = Fate::Replace;
            decision.prepared = true;
        }
        Verdict::Unsupported(reason) => {
            decisions.unsupported.push(Unsupported { object: key.clone(), reason });
            // What can be said besides is said all the same.
            decision.changed.clear();
        }
    }
}

/// The object, or its key alone where only its privileges are known on the other side.
pub(super) fn bare(side: &Side<'_>, key: &ObjectKey) -> Option<Object> {
    side.get(key)
        .cloned()
        .or_else(|| Some(Object { key: key.clone(), attributes: Default::default(), definition: None }))
}

/// Whether a column or a domain needs an object for its type, and not for its default.
pub(super) fn needs_for_type(column: &Object, need: &ObjectKey) -> bool {
    use ObjectKind as Kind;
    let is_type = matches!(
        need.kind,
        Kind::Enum
            | Kind::Domain
            | Kind::Composite
            | Kind::Range
            | Kind::BaseType
            | Kind::Table
            | Kind::Extension
            | Kind::Collation
    );
    let said = [Attribute::Type, Attribute::Collation]
        .into_iter()
        .filter_map(|attribute| column.attributes.text(attribute))
        .any(|text| text.contains(&*need.name));
    is_type && (said || column.attributes.get(Attribute::Default).is_none())
}

impl Forced {
    /// Looks for a way out of a circle; false when there is none left.
    pub(super) fn by(&mut self, circle: &super::order::Circle, actions: &super::action::Actions) -> bool {
        let size = |forced: &Self| forced.replaced.len() + forced.loosened.len() + forced.reseated.len();
        let before = size(self);
        for id in &circle.actions {
            let key = &actions.list[*id].key;
            match key.kind {
                ObjectKind::Table => {
                    self.loosened.insert(key.clone());
                }
                ObjectKind::Column | ObjectKind::Domain => {
                    self.reseated.insert(key.clone());
                }
                // Columns hold values of them, or everything is in them.
                ObjectKind::Enum | ObjectKind::Composite | ObjectKind::Schema | ObjectKind::Extension => {}
                _ if actions.altering.contains_key(id) => {
                    self.replaced.insert(key.clone());
                }
                _ => {}
            }
        }
        before != size(self)
    }
}
