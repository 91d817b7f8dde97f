//! What follows from a decision: all that cannot stay as it is because something it needs goes, or must not
//! be looked at meanwhile.

use super::decision::{Decision, Decisions, Fate, judge, needs_for_type};
use super::kind::Part;
use super::kinds;
use super::site::Site;
use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::model::plan::Unsupported;

/// Decides on all that cannot stay as it is because of what becomes of `key`.
pub(super) fn spread(decisions: &mut Decisions, key: &ObjectKey, site: &Site<'_>, open: &mut Vec<ObjectKey>) {
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
