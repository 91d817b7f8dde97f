//! Why a change is there, as far as the migrations and the histories tell.

use std::collections::HashSet;

use super::attribute::Attribute;
use super::diff::Change;
use super::history::{Edit, Standing, Standings};
use super::implied::parents;
use super::object::{ObjectKey, Text};
use super::report::Cause;

/// What some changes are about, to ask whether another change is among them.
#[derive(Debug, Default)]
pub(crate) struct Subjects {
    facts: HashSet<(ObjectKey, Option<Attribute>)>,
    objects: HashSet<ObjectKey>,
    /// Everything that has a change on it, by schema and name.
    owners: HashSet<(Text, Text)>,
}

impl Subjects {
    pub(crate) fn of(changes: &[Change]) -> Self {
        let mut subjects = Self::default();
        for change in changes {
            if let Some(parent) = &change.key.parent {
                subjects.owners.insert((change.key.schema.clone(), parent.clone()));
            }
            subjects.objects.insert(change.key.clone());
            subjects.facts.insert((change.key.clone(), change.attribute()));
        }
        subjects
    }

    /// Whether the changes say anything about what this change is about.
    fn mention(&self, change: &Change) -> bool {
        let key = &change.key;
        let whole = |key: &ObjectKey| self.facts.contains(&(key.clone(), None));
        let inside = parents(key).any(|parent| whole(&parent));
        inside
            || match change.attribute() {
                Some(_) => self.has(change) || whole(key),
                None => {
                    self.objects.contains(key)
                        || self.owners.contains(&(key.schema.clone(), key.name.clone()))
                }
            }
    }

    /// Whether this very change, whatever its values, is among them.
    fn has(&self, change: &Change) -> bool {
        self.facts.contains(&(change.key.clone(), change.attribute()))
    }
}

/// Why an environment differs from what its applied migrations make. `from_all` are its changes
/// against what all files make: a change that is not among them was made by a file that the
/// history does not have. `None` where every file is applied.
pub(crate) fn of_drift(change: &Change, from_all: Option<&Subjects>, standings: &Standings) -> Cause {
    if from_all.is_some_and(|from_all| !from_all.mention(change)) {
        return Cause::Untracked;
    }
    by_hand(standings)
}

/// Who makes what no file explains.
fn by_hand(standings: &Standings) -> Cause {
    let any = |wanted: fn(Standing) -> bool| {
        standings.migrations.iter().any(|migration| wanted(migration.standing))
    };
    if any(|standing| standing == Standing::MissingFile) {
        Cause::NotInGit
    } else if any(|standing| matches!(standing, Standing::Modified(Edit::Sql | Edit::Unknown))) {
        // The text that was applied may have made it, and is not known any more.
        Cause::Unknown
    } else {
        Cause::Manual
    }
}

/// Two sides, each with its changes against what its applied migrations make, and the changes
/// between what these make.
#[derive(Debug)]
pub(crate) struct Between {
    pub(crate) states: Subjects,
    pub(crate) from: Subjects,
    pub(crate) to: Subjects,
}

impl Between {
    /// Why two sides differ. The histories are those of the sides that have one.
    pub(crate) fn of(&self, change: &Change, histories: &[Standings]) -> Cause {
        if self.states.has(change) && !self.from.mention(change) && !self.to.mention(change) {
            return Cause::Pending;
        }
        let causes: Vec<Cause> = histories.iter().map(by_hand).collect();
        // What is possible on one side is possible.
        let possible = [Cause::NotInGit, Cause::Unknown, Cause::Manual];
        possible.into_iter().find(|cause| causes.contains(cause)).unwrap_or(Cause::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::diff::{Rules, diff};
    use crate::model::history::MigrationStanding;
    use crate::model::testing::catalog;

    fn changes(from: &str, to: &str) -> Vec<Change> {
        diff(&catalog(15, from), &catalog(15, to), &Rules::default())
    }

    fn standings(standing: Standing) -> Standings {
        let migration = MigrationStanding {
            version: "1".into(),
            name: "1_a".into(),
            file: None,
            standing,
            at: None,
            took_ms: None,
            by: None,
        };
        Standings { migrations: vec![migration], ..Standings::default() }
    }

    fn drift(is: &str, applied: &str, all: &str, standing: Standing) -> Vec<Cause> {
        let all = Subjects::of(&changes(is, all));
        let standings = standings(standing);
        changes(is, applied).iter().map(|change| of_drift(change, Some(&all), &standings)).collect()
    }

    #[test]
    fn what_a_file_makes_that_the_history_lacks_is_untracked() {
        let applied = "table s.t owner x";
        let all = "table s.t owner x\n table s.u owner x\n column s.u.a type text";
        assert_eq!(drift(all, applied, all, Standing::Pending), [Cause::Untracked]);
        let half = "table s.t owner x\n table s.u owner x\n column s.u.a type integer";
        assert_eq!(drift(half, applied, all, Standing::Pending), [Cause::Manual]);
        let wider = ("column s.t.a type bigint", "column s.t.a type integer");
        assert_eq!(drift(wider.0, wider.1, wider.0, Standing::Pending), [Cause::Untracked]);
        assert_eq!(
            drift("table s.t owner x", all, "table s.t owner x", Standing::Pending),
            [Cause::Untracked]
        );
    }

    #[test]
    fn a_file_that_is_gone_or_edited_may_have_made_it() {
        let cause = |standing| drift("table s.u owner x", "", "", standing);
        assert_eq!(cause(Standing::Applied), [Cause::Manual]);
        assert_eq!(cause(Standing::MissingFile), [Cause::NotInGit]);
        assert_eq!(cause(Standing::Modified(Edit::Sql)), [Cause::Unknown]);
        assert_eq!(cause(Standing::Modified(Edit::Comments)), [Cause::Manual]);
    }

    #[test]
    fn between_two_sides_only_what_both_states_explain_is_pending() {
        let behind = "table s.t owner x";
        let ahead = "table s.t owner x\n table s.u owner x\n column s.t.a type text";
        let between = |from: &str, to: &str| {
            let between = Between {
                states: Subjects::of(&changes(behind, ahead)),
                from: Subjects::of(&changes(from, behind)),
                to: Subjects::of(&changes(to, ahead)),
            };
            let histories = [standings(Standing::Pending)];
            let causes = changes(from, to);
            causes.iter().map(|change| between.of(change, &histories)).collect::<Vec<_>>()
        };
        assert_eq!(between(behind, ahead), [Cause::Pending; 2]);
        let by_hand = "table s.t owner x\n table s.u owner x\n column s.t.a type integer";
        assert_eq!(between(behind, by_hand), [Cause::Pending, Cause::Manual]);
    }
}
