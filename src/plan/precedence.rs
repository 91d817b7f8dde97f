//! What must come before what: who needs something lets go of it before it goes, and has it before it comes.

use super::action::Actions;
use super::decision::{Decision, Decisions, Fate, needs_for_type};
use super::kind::Part;
use super::side::Side;
use super::site::Site;
use super::{keys, kinds, let_go, lineage, namespace, prepare};
use crate::model::attribute::Attribute;
use crate::model::object::{ObjectKey, ObjectKind};

/// What decides whether a column can have a default, and which.
const DECIDES_DEFAULT: [Attribute; 4] =
    [Attribute::Type, Attribute::Collation, Attribute::Generated, Attribute::Identity];

impl Actions {
    pub(super) fn order(&mut self, decisions: &Decisions, site: &Site<'_>) {
        let mut edges: Vec<(usize, usize)> = Vec::new();
        let part_of = |side: &Side<'_>, key: &ObjectKey, need: &ObjectKey| match side.get(key) {
            Some(column)
                if matches!(key.kind, ObjectKind::Column | ObjectKind::Domain)
                    && column.attributes.get(Attribute::Default).is_some()
                    && !needs_for_type(column, need) =>
            {
                Part::Default
            }
            _ => Part::Whole,
        };
        let is_destroyed = |key: &ObjectKey| {
            decisions.get(key).is_some_and(|one| one.tears() || one.disturbs || one.fate == Fate::Rename)
        };
        let is_beside = |key: &ObjectKey| {
            let at = decisions.carrier(key, site.from).unwrap_or(key);
            decisions.get(at).is_some_and(|one| one.beside)
        };
        // Those who need it let go before it goes.
        for ((key, part), id) in &self.tear {
            let mut needs: Vec<&ObjectKey> = site.from.needs(key).iter().collect();
            needs.extend(site.from.parent(key));
            needs.extend(site.from.schema(key));
            if *part == Part::Ownership {
                needs.extend(site.from.owner(key));
            }
            for need in needs {
                let whole_goes = decisions.get(key).is_some_and(Decision::tears);
                let by_itself = !whole_goes || self.tear.contains_key(&(key.clone(), Part::Default));
                if *part == Part::Whole && by_itself && part_of(site.from, key, need) != Part::Whole {
                    continue;
                }
                // An index outlives its column's change, and the one beside it comes after that.
                let outlives = key.kind == ObjectKind::Index
                    && decisions.get(key).is_some_and(|one| one.beside)
                    && decisions.get(need).is_some_and(|one| one.disturbs && !one.tears());
                if let Some(other) =
                    self.tear.get(&(need.clone(), Part::Whole)).filter(|_| is_destroyed(need) && !outlives)
                {
                    edges.push((*id, *other));
                }
                // What stays beside its successor has its name taken before; so has what needs it and
                // stays beside its own.
                if decisions.get(need).is_some_and(|one| one.beside)
                    && need.kind != ObjectKind::Index
                    && whole_goes
                    && !is_beside(key)
                    && let Some(other) = self.build.get(&(need.clone(), Part::Whole))
                {
                    edges.push((*id, *other));
                }
            }
            let stays = self.build.get(&(key.clone(), *part)) == Some(id);
            if *part != Part::Whole
                && !stays
                && let Some(other) = self.tear.get(&(key.clone(), Part::Whole))
            {
                edges.push((*id, *other));
            }
        }
        // What is needed is there before.
        for ((key, part), id) in &self.build {
            let mut needs: Vec<&ObjectKey> = Vec::new();
            for need in site.to.needs(key) {
                let is_within = !self.build.contains_key(&(key.clone(), Part::Default));
                if is_within || part_of(site.to, key, need) == *part {
                    needs.push(need);
                }
            }
            needs.extend(site.to.parent(key));
            needs.extend(site.to.schema(key));
            if *part == Part::Ownership {
                needs.extend(site.to.owner(key));
            }
            needs.extend(site.to.index(key, *part));
            for column in site.to.inherited(key) {
                needs.push(&column.key);
                // A default is handed down, too, and would replace the own one.
                if let Some(other) = self.build.get(&(column.key.clone(), Part::Default)) {
                    edges.push((*other, *id));
                }
            }
            let follows = match site.to.get(key) {
                Some(wanted) if *part == Part::Whole => kinds::of(key.kind).follows(wanted, site.to),
                _ => Vec::new(),
            };
            needs.extend(&follows);
            for need in needs {
                if let Some(other) = self.build.get(&(need.clone(), Part::Whole)) {
                    edges.push((*other, *id));
                }
            }
            if *part != Part::Whole
                && let Some(other) = self.build.get(&(key.clone(), Part::Whole))
            {
                // Who is told to give a value has one before.
                let changes = decisions.get(key).filter(|one| one.fate == Fate::Alter);
                let first = *part == Part::Default
                    && !self.tear.contains_key(&(key.clone(), Part::Default))
                    && changes
                        .is_some_and(|one| !one.changed.iter().any(|what| DECIDES_DEFAULT.contains(what)));
                edges.push(if first { (*id, *other) } else { (*other, *id) });
            }
            if let Some(other) = self.tear.get(&(key.clone(), *part)) {
                edges.push(if is_beside(key) { (*id, *other) } else { (*other, *id) });
            }
        }
        edges.extend(namespace::edges(&self.tear, &self.build, decisions, site));
        edges.extend(keys::edges(&self.tear, &self.build, decisions, site));
        self.edges.extend(edges.into_iter().filter(|(first, then)| first != then));
        self.soft.extend(let_go::edges(&self.tear, &self.build, decisions, site));
        let (hard, soft) = prepare::edges(&self.prepared, &self.tear, &self.build, decisions, site);
        self.edges.extend(hard);
        self.soft.extend(soft.into_iter().filter(|(first, then)| first != then));
        self.soft.extend(lineage::edges(&self.tear, &self.build, site));
        let mut soft = namespace::mentions(&self.build, site.to);
        soft.extend(namespace::overloads(&self.tear, &self.build, decisions));
        self.soft.extend(soft.into_iter().filter(|(first, then)| first != then));
    }
}
