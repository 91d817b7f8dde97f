//! What has to wait for another because of a name: names that are taken until somebody is gone, and names
//! that the text of a function mentions.

use std::collections::{BTreeSet, HashMap};

use super::action::Nodes;
use super::decision::{Decision, Decisions};
use super::kind::Part;
use super::side::Side;
use super::signature::Signature;
use super::site::Site;
use crate::model::attribute::Attribute;
use crate::model::object::{ObjectKey, ObjectKind};

/// Names that only one object of a schema can have: all of one sort share them.
#[derive(PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Sort {
    /// Relations, indexes, sequences, and types, because relations are types too.
    Relation,
    /// Functions, procedures and aggregates, with the types of what is put in.
    Routine,
    /// Constraints of one table.
    Constraint(String),
    Statistics,
}

fn names(key: &ObjectKey) -> Vec<(Sort, String)> {
    use ObjectKind as Kind;
    let name = key.name.to_string();
    match key.kind {
        Kind::Table
        | Kind::ForeignTable
        | Kind::View
        | Kind::MaterializedView
        | Kind::Sequence
        | Kind::Index
        | Kind::Enum
        | Kind::Domain
        | Kind::Composite
        | Kind::Range
        | Kind::BaseType => vec![(Sort::Relation, name)],
        // The index behind it has the same name.
        Kind::Constraint => {
            let on = key.parent.as_deref().unwrap_or_default().to_owned();
            vec![(Sort::Relation, name.clone()), (Sort::Constraint(on), name)]
        }
        Kind::Function | Kind::Procedure | Kind::Aggregate => {
            // Names of arguments are no part of it.
            let signature = Signature::of(&key.name);
            let name = format!("{}({})", signature.name, signature.inputs().join(", "));
            vec![(Sort::Routine, name)]
        }
        Kind::Statistics => vec![(Sort::Statistics, name)],
        _ => Vec::new(),
    }
}

/// The name of the sequence behind an identity column, which is no object of its own.
pub(super) fn identity_sequence(side: &Side<'_>, column: &ObjectKey) -> Option<String> {
    side.text(column, Attribute::Identity)?;
    let usual = || format!("{}_{}_seq", column.parent.as_deref().unwrap_or_default(), column.name);
    Some(side.text(column, Attribute::SequenceName).map_or_else(usual, str::to_owned))
}

fn relation(name: Option<String>) -> Option<(Sort, String)> {
    name.map(|name| (Sort::Relation, name))
}

/// Names by schema and sort, with those who give them up.
type Taken<'a> = HashMap<(&'a str, Sort, String), Vec<(&'a ObjectKey, usize)>>;

/// Who has a name gives it up before another takes it.
pub(super) fn edges(
    tear: &Nodes,
    build: &Nodes,
    decisions: &Decisions,
    site: &Site<'_>,
) -> Vec<(usize, usize)> {
    let mut taken: Taken<'_> = HashMap::new();
    for ((key, part), id) in tear {
        let gives_up = decisions.get(key).is_none_or(|decision| decision.tears() && !decision.beside);
        if *part == Part::Whole {
            let sequence = identity_sequence(site.from, key)
                .filter(|name| gives_up || identity_sequence(site.to, key).as_ref() != Some(name));
            for (sort, name) in names(key).into_iter().filter(|_| gives_up).chain(relation(sequence)) {
                taken.entry((&*key.schema, sort, name)).or_default().push((key, *id));
            }
        }
    }
    let mut edges = Vec::new();
    for ((key, part), id) in build {
        let takes = decisions.get(key).is_none_or(|one| one.builds() || one.had.is_some());
        if *part != Part::Whole {
            continue;
        }
        let sequence = identity_sequence(site.to, key)
            .filter(|name| takes || identity_sequence(site.from, key).as_ref() != Some(name));
        for (sort, name) in names(key).into_iter().filter(|_| takes).chain(relation(sequence)) {
            for (other, first) in taken.get(&(&*key.schema, sort, name)).into_iter().flatten() {
                if *other != key {
                    edges.push((*first, *id));
                }
            }
        }
    }
    edges
}

/// A routine of a name goes before another of that name is made that takes something else: with both there,
/// a call may mean either.
pub(super) fn overloads(tear: &Nodes, build: &Nodes, decisions: &Decisions) -> BTreeSet<(usize, usize)> {
    let of = |key: &ObjectKey| {
        let is_routine =
            matches!(key.kind, ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate);
        is_routine.then(|| (key.schema.to_string(), Signature::of(&key.name).name.to_owned()))
    };
    let goes = |key: &ObjectKey| decisions.get(key).is_some_and(Decision::tears);
    let mut going: HashMap<(String, String), Vec<usize>> = HashMap::new();
    for ((key, _), id) in tear.iter().filter(|((key, _), _)| goes(key)) {
        if let Some(name) = of(key) {
            going.entry(name).or_default().push(*id);
        }
    }
    let comes = |key: &ObjectKey| decisions.get(key).is_some_and(Decision::builds);
    let coming = build.iter().filter(|((key, _), _)| comes(key));
    let pairs = coming.filter_map(|((key, _), id)| Some((going.get(&of(key)?)?, *id)));
    pairs.flat_map(|(first, id)| first.iter().map(move |first| (*first, id))).collect()
}

/// Functions whose bodies are mere text had better be made after what the text names: they may be run
/// before the plan is through.
pub(super) fn mentions(build: &Nodes, to: &Side<'_>) -> BTreeSet<(usize, usize)> {
    let mut made: HashMap<&str, Vec<(&ObjectKey, usize)>> = HashMap::new();
    for ((key, part), id) in build {
        if *part == Part::Whole && key.parent.is_none() {
            let name = Signature::of(&key.name).name;
            made.entry(name).or_default().push((key, *id));
        }
    }
    let mut edges = BTreeSet::new();
    for ((key, part), id) in build {
        let is_routine = matches!(key.kind, ObjectKind::Function | ObjectKind::Procedure);
        let Some(body) = to.text(key, Attribute::Body).filter(|_| is_routine && *part == Part::Whole) else {
            continue;
        };
        for word in body.split(|c: char| !c.is_alphanumeric() && c != '_') {
            for (other, first) in made.get(word).into_iter().flatten() {
                if *other != key {
                    edges.insert((*first, *id));
                }
            }
        }
    }
    edges
}
