//! Decisions as statements, and what must come before what.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::decision::{Decision, Decisions, Fate, bare};
use super::kind::{Part, Steps, Verdict};
use super::side::Side;
use super::site::Site;
use super::step::Step;
use super::{Options, kinds, satellite};
use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::model::plan::Unsupported;

/// When, among statements that could all come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    /// What is dropped to be made again.
    TearForAnother,
    Build,
    /// What is dropped for good: as late as can be.
    Tear,
}

/// Statements that follow each other.
#[derive(Debug)]
pub(super) struct Action {
    pub(super) key: ObjectKey,
    pub(super) turn: Turn,
    pub(super) steps: Vec<Step>,
    pub(super) why: String,
}

/// Objects and parts of them, each with the action that tears or builds it.
pub(super) type Nodes = HashMap<(ObjectKey, Part), usize>;

/// All actions, and which of them come before which.
#[derive(Default)]
pub(super) struct Actions {
    pub(super) list: Vec<Action>,
    /// First, then.
    pub(super) edges: BTreeSet<(usize, usize)>,
    /// The same where it only ought to be so.
    pub(super) soft: BTreeSet<(usize, usize)>,
    pub(super) unsupported: Vec<Unsupported>,
    /// Relations that the plan makes: nobody waits for them.
    pub(super) made: HashSet<ObjectKey>,
    /// Actions that alter an object in place, or an index beside the old one: dropping it first would do,
    /// too.
    pub(super) altering: HashMap<usize, ObjectKey>,
    pub(super) tear: Nodes,
    pub(super) build: Nodes,
    /// What is made ready for the new one while the old one is there.
    pub(super) prepared: HashMap<ObjectKey, usize>,
}

impl Actions {
    pub(super) fn new(decisions: &Decisions, from: &Side<'_>, to: &Side<'_>, options: &Options) -> Self {
        let chosen = |wanted: fn(&Decision) -> bool| -> HashSet<ObjectKey> {
            decisions.all.iter().filter(|(_, one)| wanted(one)).map(|(key, _)| key.clone()).collect()
        };
        let site = Site { from, to, options, made: chosen(Decision::builds), torn: chosen(Decision::tears) };
        let mut actions = Self { unsupported: decisions.unsupported.clone(), ..Self::default() };
        for (key, decision) in &decisions.all {
            actions.decided(key, decision, decisions, &site);
        }
        actions.carried(decisions, &site);
        let satellites: HashMap<&ObjectKey, usize> = decisions
            .all
            .iter()
            .filter_map(|(key, decision)| Some((key, actions.satellites(key, decision, &site)?)))
            .collect();
        // Revoking a privilege on a table revokes it on its columns.
        for (key, id) in &satellites {
            if let Some(before) = site.to.parent(key).and_then(|parent| satellites.get(parent)) {
                actions.edges.insert((*before, *id));
            }
        }
        // A sequence that goes with a column has the owner of the table, from then on without being told.
        for ((key, part), id) in &actions.build {
            let table =
                site.to.owner(key).filter(|_| *part == Part::Ownership).and_then(|key| site.to.parent(key));
            if let Some(then) = table.and_then(|table| satellites.get(table)) {
                actions.edges.insert((*id, *then));
            }
        }
        actions.order(decisions, &site);
        actions.made = site.made;
        actions
    }

    fn add(&mut self, key: &ObjectKey, turn: Turn, steps: Vec<Step>, why: String) -> usize {
        self.list.push(Action { key: key.clone(), turn, steps, why });
        self.list.len() - 1
    }

    /// The statements, or a line in the list of what cannot be done.
    fn told(&mut self, key: &ObjectKey, steps: Steps) -> Vec<Step> {
        steps.unwrap_or_else(|reason| {
            self.unsupported.push(Unsupported { object: key.clone(), reason });
            Vec::new()
        })
    }

    fn decided(&mut self, key: &ObjectKey, decision: &Decision, decisions: &Decisions, site: &Site<'_>) {
        let kind = kinds::of(key.kind);
        let why = why(key, decision);
        let whole = (key.clone(), Part::Whole);
        let (is, wanted) = (bare(site.from, key), bare(site.to, key));
        let (Some(is), Some(wanted)) = (is, wanted) else { return };
        if decision.fate == Fate::Rename {
            return self.renamed(key, decision, site, why);
        }
        let beside = match decision.beside {
            true => match kind.alter(&is, &wanted, &decision.changed, site) {
                Verdict::ReplaceBeside { rename, drop } => Some((rename, drop)),
                _ => None,
            },
            false => None,
        };
        let create = match decision.prepared {
            true => match kind.alter(&is, &wanted, &decision.changed, site) {
                Verdict::ReplacePrepared { prepare, create } => {
                    let id = self.add(key, Turn::Build, prepare, why.clone());
                    self.prepared.insert(key.clone(), id);
                    Some(create)
                }
                _ => None,
            },
            false => None,
        };
        if decision.tears() && decisions.carrier(key, site.from).is_none() {
            let turn = match (&beside, decision.fate) {
                (None, Fate::Replace) => Turn::TearForAnother,
                _ => Turn::Tear,
            };
            let steps = match &beside {
                Some((_, drop)) => drop.clone(),
                None => {
                    let steps = kind.drop(&is, site);
                    self.told(key, steps)
                }
            };
            let id = self.add(key, turn, steps, why.clone());
            self.tear.insert(whole.clone(), id);
        }
        if decision.builds() && !is_within(&wanted, decisions, site) {
            let is_beside = beside.is_some();
            let mut steps = beside.map(|(rename, _)| rename).unwrap_or_default();
            let made = create.map_or_else(|| kind.create(&wanted, site), Ok);
            steps.extend(self.told(key, made));
            let id = self.add(key, Turn::Build, steps, why.clone());
            if is_beside && key.kind == ObjectKind::Index {
                self.altering.insert(id, key.clone());
            }
            self.build.insert(whole.clone(), id);
        }
        if decision.fate == Fate::Alter
            && !decision.changed.is_empty()
            && let Verdict::InPlace(steps) | Verdict::Disturbing(steps) =
                kind.alter(&is, &wanted, &decision.changed, site)
        {
            let id = self.add(key, Turn::Build, steps, why.clone());
            self.altering.insert(id, key.clone());
            self.tear.insert(whole.clone(), id);
            self.build.insert(whole, id);
        }
        self.parts(key, decisions, &is, &wanted, site, &why);
    }

    fn parts(
        &mut self,
        key: &ObjectKey,
        decisions: &Decisions,
        is: &Object,
        wanted: &Object,
        site: &Site<'_>,
        why: &str,
    ) {
        let Some(decision) = decisions.get(key) else { return };
        let kind = kinds::of(key.kind);
        for part in kind.parts() {
            let Some(attribute) = part.attribute() else { continue };
            let has = |object: &Object| object.attributes.get(attribute).is_some();
            let node = (key.clone(), *part);
            if *part == Part::Default && decision.tears() && has(is) && decisions.is_loosened(key, site.from)
            {
                let steps = kind.part(*part, Some(is), None, site);
                let steps = self.told(key, steps);
                let id = self.add(key, Turn::Tear, steps, why.to_owned());
                self.tear.insert(node.clone(), id);
            }
            if decision.builds() {
                if has(wanted) && !kind.is_part_within(*part, wanted, site) {
                    let steps = kind.part(*part, None, Some(wanted), site);
                    let steps = self.told(key, steps);
                    let id = self.add(key, Turn::Build, steps, why.to_owned());
                    self.build.insert(node, id);
                }
                continue;
            }
            if decision.replaced_parts.contains(part) {
                if has(is) {
                    let steps = kind.part(*part, Some(is), None, site);
                    let steps = self.told(key, steps);
                    let id = self.add(key, Turn::TearForAnother, steps, why.to_owned());
                    self.tear.insert(node.clone(), id);
                }
                if has(wanted) {
                    let steps = kind.part(*part, None, Some(wanted), site);
                    let steps = self.told(key, steps);
                    let id = self.add(key, Turn::Build, steps, why.to_owned());
                    self.build.insert(node, id);
                }
            } else if decision.parts.contains(part) {
                let steps = kind.part(
                    *part,
                    Some(is).filter(|is| has(is)),
                    Some(wanted).filter(|wanted| has(wanted)),
                    site,
                );
                let steps = self.told(key, steps);
                let id = self.add(key, Turn::Build, steps, why.to_owned());
                // What is taken away for good goes before the rest is altered, and what is new comes after.
                if has(is) {
                    self.tear.insert(node.clone(), id);
                }
                if has(wanted) {
                    self.build.insert(node, id);
                }
            }
        }
    }

    fn renamed(&mut self, key: &ObjectKey, decision: &Decision, site: &Site<'_>, why: String) {
        let Some(name) = &decision.had else { return };
        let had = ObjectKey { name: name.clone(), ..key.clone() };
        let kind = kinds::of(key.kind);
        if site.from.get(key).is_none() {
            let steps = kind.rename(&had, &key.name, site);
            let steps = self.told(key, steps);
            let id = self.add(key, Turn::Build, steps, why);
            self.tear.insert((had, Part::Whole), id);
            self.build.insert((key.clone(), Part::Whole), id);
            return;
        }
        // Somebody has the name still.
        let aside = ObjectKey { name: site.aside(&had.name).into(), ..key.clone() };
        let steps = kind.rename(&had, &aside.name, site);
        let steps = self.told(key, steps);
        let first = self.add(key, Turn::TearForAnother, steps, why.clone());
        let steps = kind.rename(&aside, &key.name, site);
        let steps = self.told(key, steps);
        let then = self.add(key, Turn::Build, steps, why);
        self.edges.insert((first, then));
        self.tear.insert((had, Part::Whole), first);
        self.build.insert((key.clone(), Part::Whole), then);
    }

    /// What goes or comes with something else shares that one's action.
    fn carried(&mut self, decisions: &Decisions, site: &Site<'_>) {
        for key in decisions.all.keys() {
            let mut at = Some(key);
            while let Some(carrier) = at.and_then(|at| decisions.carrier(at, site.from)) {
                if let Some(id) = self.tear.get(&(carrier.clone(), Part::Whole)) {
                    self.tear.insert((key.clone(), Part::Whole), *id);
                    break;
                }
                at = Some(carrier);
            }
            if !self.build.contains_key(&(key.clone(), Part::Whole))
                && let Some(wanted) = site.to.get(key)
                && is_within(wanted, decisions, site)
                && let Some(parent) = site.to.parent(key)
                && let Some(id) = self.build.get(&(parent.clone(), Part::Whole))
            {
                self.build.insert((key.clone(), Part::Whole), *id);
            }
        }
    }

    fn satellites(&mut self, key: &ObjectKey, decision: &Decision, site: &Site<'_>) -> Option<usize> {
        let made = decision.builds();
        let wanted = match site.to.get(key) {
            Some(wanted) => Some(wanted.clone()),
            None if decision.fate == Fate::Alter => bare(site.to, key),
            None => None,
        };
        let wanted = wanted?;
        let is = if made { None } else { bare(site.from, key) };
        if !made && decision.satellites.is_empty() {
            return None;
        }
        let steps = satellite::steps(is.as_ref(), &wanted, &decision.satellites, site);
        let steps = self.told(key, steps);
        if steps.is_empty() {
            return None;
        }
        let id = self.add(key, Turn::Build, steps, why(key, decision));
        for part in [Part::Whole, Part::Default, Part::Ownership] {
            if let Some(build) = self.build.get(&(key.clone(), part)) {
                self.edges.insert((*build, id));
            }
        }
        // A sequence that goes with a column has its owner from the table, until it is let go.
        if let Some(tear) = self.tear.get(&(key.clone(), Part::Ownership)) {
            self.edges.insert((*tear, id));
        }
        let parent = site.to.parent(key).cloned();
        for maker in parent.into_iter().chain(site.to.constraint_before(key)) {
            if let Some(build) = self.build.get(&(maker, Part::Whole)) {
                self.edges.insert((*build, id));
            }
        }
        Some(id)
    }
}

/// Whether the object comes with the statement that makes what it is on.
fn is_within(wanted: &Object, decisions: &Decisions, site: &Site<'_>) -> bool {
    let parent_is_made =
        site.to.parent(&wanted.key).and_then(|parent| decisions.get(parent)).is_some_and(Decision::builds);
    parent_is_made && kinds::of(wanted.key.kind).is_within(wanted, site)
}

/// Why a statement is there.
fn why(key: &ObjectKey, decision: &Decision) -> String {
    if let Some(because) = &decision.because {
        return format!("{key} needs {because}, which is made anew");
    }
    let attributes: BTreeSet<Attribute> = decision
        .changed
        .iter()
        .chain(&decision.satellites)
        .copied()
        .chain(decision.parts.iter().chain(&decision.replaced_parts).filter_map(|part| part.attribute()))
        .collect();
    let attributes: Vec<&str> = attributes.iter().map(|attribute| attribute.as_str()).collect();
    match decision.fate {
        Fate::Create => format!("{key} is missing"),
        Fate::Drop => format!("{key} is not wanted"),
        Fate::Rename => format!("{key} is called {}", decision.had.as_deref().unwrap_or_default()),
        Fate::Alter => format!("{key}: {}", attributes.join(", ")),
        Fate::Replace if attributes.is_empty() => format!("{key} is made anew"),
        Fate::Replace => format!("{key} is made anew: {}", attributes.join(", ")),
    }
}
