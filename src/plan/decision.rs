//! What becomes of each object: made, dropped, altered, or dropped and made again because something it
//! needs is.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::Options;
use super::kind::{Changed, Part, Verdict};
use super::side::Side;
use super::site::Site;
use super::{keys, kinds, satellite};
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
    fn of(fate: Fate) -> Self {
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
        spread(&mut decisions, &key, &site, &mut open);
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
fn judge(decisions: &mut Decisions, key: &ObjectKey, site: &Site<'_>) {
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

/// Decides on all that cannot stay as it is because of what becomes of `key`.
fn spread(decisions: &mut Decisions, key: &ObjectKey, site: &Site<'_>, open: &mut Vec<ObjectKey>) {
    let from = site.from;
    if from.get(key).is_none() {
        return;
    }
    let torn = decisions.is_torn(key, from);
    let disturbs = decisions.get(key).is_some_and(|decision| decision.disturbs);
    if !torn && !disturbs {
        return;
    }
    if torn {
        for child in from.on(key).iter().map(|object| &object.key) {
            // It goes with what it is on; if it is wanted, it is made again with it.
            if !decisions.get(child).is_some_and(Decision::tears) {
                let fate = if site.to.get(child).is_some() { Fate::Replace } else { Fate::Drop };
                let because = Some(key.clone());
                decisions.all.insert(child.clone(), Decision { because, ..Decision::of(fate) });
                open.push(child.clone());
            }
        }
        release_sequences(decisions, key, site);
        restate_index(decisions, key, site);
        let index = ObjectKey { kind: ObjectKind::Index, ..key.clone() };
        if from.constraint_before(&index).as_ref() == Some(key) && site.to.get(&index).is_some() {
            // The new one is to have its comment.
            let because = Some(key.clone());
            decisions
                .all
                .entry(index)
                .or_insert_with(|| Decision { because, ..Decision::of(Fate::Replace) })
                .fate = Fate::Replace;
        }
    }
    let gone = decisions.get(key).is_some_and(|decision| decision.fate == Fate::Drop);
    let beside = decisions.get(key).is_some_and(|decision| decision.beside);
    for dependent in from.dependents(key) {
        // It cannot wait for its successor when that needs what only comes after it is gone.
        if matches!(dependent.kind, ObjectKind::Index | ObjectKind::Constraint)
            && let Some(decision) = decisions.all.get_mut(dependent).filter(|_| !beside)
        {
            decision.beside = false;
            decision.prepared = false;
        }
        if site.to.get(dependent).is_none() || decisions.is_torn(dependent, from) {
            continue;
        }
        respond(decisions, dependent, key, torn, gone, site, open);
    }
}

/// A sequence that stays while its column goes has to let go first.
fn release_sequences(decisions: &mut Decisions, key: &ObjectKey, site: &Site<'_>) {
    let stays = |sequence: &&&ObjectKey| site.to.get(sequence).is_some();
    let owned: Vec<ObjectKey> =
        site.from.sequences(key).iter().filter(stays).map(|sequence| (*sequence).clone()).collect();
    for sequence in owned {
        let decision = decisions.all.entry(sequence).or_insert_with(|| Decision::of(Fate::Alter));
        decision.replaced_parts.insert(Part::Ownership);
    }
}

/// A table that is known to replicas or clustered by an index forgets that with the index.
fn restate_index(decisions: &mut Decisions, key: &ObjectKey, site: &Site<'_>) {
    let is_index = matches!(key.kind, ObjectKind::Index | ObjectKind::Constraint);
    let Some(table) = site.to.parent(key).filter(|_| is_index) else { return };
    for part in [Part::ReplicaIdentity, Part::ClusteredOn] {
        if site.to.index(table, part) == Some(key) && !decisions.get(table).is_some_and(Decision::builds) {
            decisions
                .all
                .entry(table.clone())
                .or_insert_with(|| Decision::of(Fate::Alter))
                .parts
                .insert(part);
        }
    }
}

/// How one object takes it that something it needs is torn or disturbed.
fn respond(
    decisions: &mut Decisions,
    dependent: &ObjectKey,
    key: &ObjectKey,
    torn: bool,
    gone: bool,
    site: &Site<'_>,
    open: &mut Vec<ObjectKey>,
) {
    let Some(is) = site.from.get(dependent) else { return };
    let decision = decisions.get(dependent).cloned();
    let altered = |part: Part| decision.as_ref().is_some_and(|one| one.parts.contains(&part));
    let fate = decision.as_ref().map(|decision| decision.fate);
    match dependent.kind {
        ObjectKind::Column | ObjectKind::Domain | ObjectKind::Composite | ObjectKind::Range
            if is.attributes.get(Attribute::Generated).is_none() =>
        {
            if !torn {
                return;
            }
            let made_of = made_of(dependent.kind);
            let decision =
                decisions.all.entry(dependent.clone()).or_insert_with(|| Decision::of(Fate::Alter));
            if made_of != Attribute::Type || needs_for_type(is, key) {
                decision.replaced_parts.extend(is.attributes.get(Attribute::Default).map(|_| Part::Default));
                if !gone && decision.changed.insert(made_of) {
                    decision.because = Some(key.clone());
                    judge(decisions, dependent, site);
                    open.push(dependent.clone());
                }
            } else if !(gone && altered(Part::Default)) {
                decision.replaced_parts.insert(Part::Default);
            }
        }
        // Its index and the expression of its check are made again by PostgreSQL itself.
        ObjectKind::Index | ObjectKind::Constraint | ObjectKind::Statistics
            if !(torn || is_foreign_key(is) && is_moved(decisions, key)) => {}
        ObjectKind::Sequence => {}
        _ => {
            // Saying its expression or whom it names anew lets go of what is dropped for good.
            let lets_go = decision.as_ref().is_some_and(|decision| {
                let names = |one: &Attribute| one.is_expression() || names_others(*one);
                decision.fate == Fate::Alter
                    && (decision.changed.iter().any(names)
                        || decision.replaced_parts.iter().any(|part| part.is_lineage()))
            });
            if (gone && lets_go) || matches!(fate, Some(Fate::Create | Fate::Rename)) {
                return;
            }
            if !kinds::of(dependent.kind).is_replaceable(is, site) {
                let reason = format!("needs {key}, which has to be replaced; this has to be done by hand");
                decisions.unsupported.push(Unsupported { object: dependent.clone(), reason });
                return;
            }
            let decision =
                decisions.all.entry(dependent.clone()).or_insert_with(|| Decision::of(Fate::Replace));
            decision.fate = Fate::Replace;
            decision.because.get_or_insert_with(|| key.clone());
            open.push(dependent.clone());
        }
    }
}

/// Whether a column moves to another type of the same name: meanwhile it equals none of the old type.
fn is_moved(decisions: &Decisions, column: &ObjectKey) -> bool {
    decisions.get(column).is_some_and(|one| one.disturbs && one.because.is_some())
}

fn is_foreign_key(object: &Object) -> bool {
    object.attributes.text(Attribute::Definition).is_some_and(|text| text.starts_with("FOREIGN KEY"))
}

/// What a column or a type has to be told again when a type in it is replaced.
fn made_of(kind: ObjectKind) -> Attribute {
    match kind {
        ObjectKind::Composite => Attribute::Members,
        ObjectKind::Range => Attribute::Subtype,
        _ => Attribute::Type,
    }
}

/// Whether the value is names of other objects, which the object needs for nothing else.
fn names_others(attribute: Attribute) -> bool {
    use Attribute as A;
    matches!(
        attribute,
        A::Handler
            | A::Inline
            | A::Validator
            | A::FromSql
            | A::ToSql
            | A::Restrict
            | A::Join
            | A::Members
            | A::Mappings
            | A::Functions
            | A::Schemas
            | A::Inherits
            | A::PartitionOf
            | A::OfType
    )
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
