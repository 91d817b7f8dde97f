//! One sort: what must come first comes first, and among what could come next the choice is always the
//! same.

use std::collections::{BTreeSet, HashMap};

use super::action::{Actions, Turn};
use super::step::Isolation;
use crate::model::object::{ObjectKey, ObjectKind};

/// A statement by its action and its place there.
pub(super) type At = (usize, usize);

/// Statements that wait for each other.
pub(super) struct Circle {
    pub(super) actions: Vec<usize>,
}

/// What decides among statements that could all come next.
type Rank<'a> = (Isolation, Turn, u8, &'a ObjectKey, At);

/// The statements in order.
pub(super) fn order(actions: &Actions) -> Result<Vec<At>, Circle> {
    let list = &actions.list;
    // An action without statements is passed through.
    let mut waits: Vec<usize> = vec![0; list.len()];
    let mut then: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut soft: BTreeSet<(usize, usize)> = actions.soft.difference(&actions.edges).copied().collect();
    for (first, next) in actions.edges.iter().chain(&soft) {
        then.entry(*first).or_default().push(*next);
        waits[*next] += 1;
    }
    let rank = |at: At| -> Rank<'_> {
        let action = &list[at.0];
        let isolation = action.steps.get(at.1).map_or(Isolation::First, |step| step.isolation);
        (isolation, action.turn, priority(action.key.kind, action.turn), &action.key, at)
    };
    let mut ready: BTreeSet<Rank<'_>> =
        (0..list.len()).filter(|id| waits[*id] == 0).map(|id| rank((id, 0))).collect();
    let mut done = vec![false; list.len()];
    let mut order = Vec::new();
    loop {
        let Some((.., at)) = ready.pop_first() else {
            let stuck: Vec<usize> = (0..list.len()).filter(|id| !done[*id]).collect();
            if stuck.is_empty() {
                return Ok(order);
            }
            // What only ought to be does not count where it stands in the way.
            let loose: Vec<(usize, usize)> =
                soft.iter().copied().filter(|(first, next)| !done[*first] && !done[*next]).collect();
            if loose.is_empty() {
                return Err(Circle { actions: circle(&stuck, &then) });
            }
            for edge in loose {
                soft.remove(&edge);
                if let Some(next) = then.get_mut(&edge.0)
                    && let Some(place) = next.iter().position(|next| *next == edge.1)
                {
                    next.swap_remove(place);
                }
                waits[edge.1] -= 1;
                if waits[edge.1] == 0 {
                    ready.insert(rank((edge.1, 0)));
                }
            }
            continue;
        };
        let (id, step) = at;
        if step < list[id].steps.len() {
            order.push(at);
        }
        if step + 1 < list[id].steps.len() {
            ready.insert(rank((id, step + 1)));
            continue;
        }
        done[id] = true;
        for next in then.get(&id).into_iter().flatten() {
            waits[*next] -= 1;
            if waits[*next] == 0 {
                ready.insert(rank((*next, 0)));
            }
        }
    }
}

/// One circle among those that are stuck: each waits for another of them, so going on must come back.
fn circle(stuck: &[usize], then: &HashMap<usize, Vec<usize>>) -> Vec<usize> {
    let mut before: HashMap<usize, usize> = HashMap::new();
    for first in stuck {
        for next in then.get(first).into_iter().flatten() {
            before.entry(*next).or_insert(*first);
        }
    }
    let mut path: Vec<usize> = Vec::new();
    let mut at = stuck[0];
    loop {
        if let Some(start) = path.iter().position(|known| *known == at) {
            let mut circle = path.split_off(start);
            circle.reverse();
            return circle;
        }
        path.push(at);
        match before.get(&at) {
            Some(first) => at = *first,
            None => return path,
        }
    }
}

/// The order of kinds where nothing else decides: pg_dump's (`src/bin/pg_dump/pg_dump_sort.c`), backwards
/// for what is dropped.
fn priority(kind: ObjectKind, turn: Turn) -> u8 {
    use ObjectKind as Kind;
    let place = match kind {
        Kind::Database => 0,
        Kind::Schema => 1,
        Kind::Language => 2,
        Kind::Collation => 3,
        Kind::Transform => 4,
        Kind::Extension => 5,
        Kind::Enum | Kind::Domain | Kind::Composite | Kind::Range | Kind::BaseType => 6,
        Kind::Cast => 7,
        Kind::Function | Kind::Procedure => 8,
        Kind::Aggregate => 9,
        Kind::AccessMethod => 10,
        Kind::Operator => 11,
        Kind::OperatorFamily => 12,
        Kind::OperatorClass => 13,
        Kind::Conversion => 14,
        Kind::TextSearchParser => 15,
        Kind::TextSearchTemplate => 16,
        Kind::TextSearchDictionary => 17,
        Kind::TextSearchConfiguration => 18,
        Kind::ForeignDataWrapper => 19,
        Kind::Server => 20,
        Kind::UserMapping => 21,
        Kind::Sequence => 22,
        Kind::Table | Kind::ForeignTable => 23,
        Kind::Column => 24,
        Kind::Constraint => 25,
        Kind::Index => 26,
        Kind::Statistics => 27,
        Kind::View | Kind::MaterializedView => 28,
        Kind::Rule => 29,
        Kind::Trigger => 30,
        Kind::Policy => 31,
        Kind::Publication => 32,
        Kind::Subscription => 33,
        Kind::DefaultPrivileges => 34,
        Kind::EventTrigger => 35,
    };
    if turn == Turn::Build { place } else { u8::MAX - place }
}
