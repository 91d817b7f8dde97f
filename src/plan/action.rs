//! Decisions as statements, and what must come before what.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::decision::{Decision, Decisions, Fate, bare, needs_for_type};
use super::kind::{Part, Steps, Verdict};
use super::side::Side;
use super::site::Site;
use super::step::Step;
use super::{Options, keys, kinds, let_go, lineage, namespace, prepare, satellite};
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

type Node = (ObjectKey, Part);

/// What decides whether a column can have a default, and which.
const DECIDES_DEFAULT: [Attribute; 4] =
    [Attribute::Type, Attribute::Collation, Attribute::Generated, Attribute::Identity];

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
    tear: HashMap<Node, usize>,
    build: HashMap<Node, usize>,
    /// What is made ready for the new one while the old one is there.
    prepared: HashMap<ObjectKey, usize>,
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

    fn order(&mut self, decisions: &Decisions, site: &Site<'_>) {
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
