//! The planted changes: which there are, and the form of the files in `planted/`.
//!
//! Above the line `====` of a file stands SQL that is part of the database every change is made to,
//! below it stand the changes: lines of SQL, then lines `=> CHANGE` with each difference that must be
//! seen, as [`Change`](crate::model::diff::Change) prints itself. Every change is made alone. Lines may
//! end in a marker of the majors that have them (`db::version_text`). One file serves one kind, and
//! names nothing that another one makes.

use std::collections::BTreeSet;
use std::fmt;

use crate::db::version_text::for_major;
use crate::model::attribute::Attribute;
use crate::model::object::ObjectKind;

/// The line between base and changes.
const BORDER: &str = "====";
/// What a line that tells a difference begins with.
const EXPECTED: &str = "=> ";

/// The file of a kind. A kind without one does not compile.
fn text(kind: ObjectKind) -> &'static str {
    use ObjectKind as Kind;
    match kind {
        Kind::Database => include_str!("planted/database.txt"),
        Kind::Schema => include_str!("planted/schema.txt"),
        Kind::Extension => include_str!("planted/extension.txt"),
        Kind::Language => include_str!("planted/language.txt"),
        Kind::AccessMethod => include_str!("planted/access-method.txt"),
        Kind::Enum => include_str!("planted/enum.txt"),
        Kind::Domain => include_str!("planted/domain.txt"),
        Kind::Composite => include_str!("planted/composite.txt"),
        Kind::Range => include_str!("planted/range.txt"),
        Kind::BaseType => include_str!("planted/base-type.txt"),
        Kind::Collation => include_str!("planted/collation.txt"),
        Kind::Conversion => include_str!("planted/conversion.txt"),
        Kind::Cast => include_str!("planted/cast.txt"),
        Kind::Transform => include_str!("planted/transform.txt"),
        Kind::Operator => include_str!("planted/operator.txt"),
        Kind::OperatorFamily => include_str!("planted/operator-family.txt"),
        Kind::OperatorClass => include_str!("planted/operator-class.txt"),
        Kind::Sequence => include_str!("planted/sequence.txt"),
        Kind::Table => include_str!("planted/table.txt"),
        Kind::ForeignTable => include_str!("planted/foreign-table.txt"),
        Kind::Column => include_str!("planted/column.txt"),
        Kind::Constraint => include_str!("planted/constraint.txt"),
        Kind::Index => include_str!("planted/index.txt"),
        Kind::Statistics => include_str!("planted/statistics.txt"),
        Kind::View => include_str!("planted/view.txt"),
        Kind::MaterializedView => include_str!("planted/materialized-view.txt"),
        Kind::Function => include_str!("planted/function.txt"),
        Kind::Procedure => include_str!("planted/procedure.txt"),
        Kind::Aggregate => include_str!("planted/aggregate.txt"),
        Kind::Rule => include_str!("planted/rule.txt"),
        Kind::Trigger => include_str!("planted/trigger.txt"),
        Kind::Policy => include_str!("planted/policy.txt"),
        Kind::EventTrigger => include_str!("planted/event-trigger.txt"),
        Kind::TextSearchParser => include_str!("planted/text-search-parser.txt"),
        Kind::TextSearchTemplate => include_str!("planted/text-search-template.txt"),
        Kind::TextSearchDictionary => include_str!("planted/text-search-dictionary.txt"),
        Kind::TextSearchConfiguration => include_str!("planted/text-search-configuration.txt"),
        Kind::ForeignDataWrapper => include_str!("planted/foreign-data-wrapper.txt"),
        Kind::Server => include_str!("planted/server.txt"),
        Kind::UserMapping => include_str!("planted/user-mapping.txt"),
        Kind::Publication => include_str!("planted/publication.txt"),
        Kind::Subscription => include_str!("planted/subscription.txt"),
        Kind::DefaultPrivileges => include_str!("planted/default-privileges.txt"),
    }
}

/// The content of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Planted {
    pub(super) kind: ObjectKind,
    /// SQL that is run once.
    pub(super) base: String,
    pub(super) changes: Vec<Planting>,
}

/// One planted change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Planting {
    pub(super) sql: String,
    /// The differences it must show, as they print themselves.
    pub(super) expected: Vec<String>,
}

/// Every file as a server of this major can take it: changes that it does not have are left out.
pub(super) fn planted(major: u32) -> Vec<Planted> {
    ObjectKind::ALL.iter().map(|kind| read(*kind, text(*kind)).on(major)).collect()
}

/// The same in so many shares: each has every base, and its part of the changes.
pub(super) fn shares(files: &[Planted], number: usize) -> Vec<Vec<Planted>> {
    let share = |nth: usize| {
        let mut own = files.to_vec();
        let mut changes = 0;
        for file in &mut own {
            file.changes.retain(|_| {
                changes += 1;
                changes % number == nth
            });
        }
        own
    };
    (0..number).map(share).collect()
}

fn read(kind: ObjectKind, text: &str) -> Planted {
    let border = format!("{BORDER}\n");
    let (base, rest) = text.split_once(border.as_str()).unwrap_or((text, ""));
    let mut changes: Vec<Planting> = Vec::new();
    for line in rest.lines().filter(|line| !line.trim().is_empty()) {
        let expected = line.strip_prefix(EXPECTED);
        match (changes.last_mut(), expected) {
            (Some(change), Some(expected)) => change.expected.push(expected.to_owned()),
            (Some(change), None) if change.expected.is_empty() => {
                change.sql.push('\n');
                change.sql.push_str(line);
            }
            (_, expected) => changes.push(Planting {
                sql: if expected.is_some() { String::new() } else { line.to_owned() },
                expected: expected.map(str::to_owned).into_iter().collect(),
            }),
        }
    }
    Planted { kind, base: base.to_owned(), changes }
}

impl Planted {
    fn on(self, major: u32) -> Self {
        let changes = self.changes.into_iter().map(|change| Planting {
            sql: for_major(&change.sql, major).trim_end().to_owned(),
            expected: for_major(&change.expected.join("\n"), major).lines().map(str::to_owned).collect(),
        });
        Self {
            kind: self.kind,
            base: for_major(&self.base, major),
            changes: changes
                .filter(|change| !change.sql.trim().is_empty() && !change.expected.is_empty())
                .collect(),
        }
    }
}

/// What can become different of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Aspect {
    Missing,
    Extra,
    Differs(Attribute),
}

/// A sort of change: of which kind, and what of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sort(ObjectKind, Aspect);

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(kind, aspect) = self;
        match aspect {
            Aspect::Missing => write!(f, "{kind}: missing"),
            Aspect::Extra => write!(f, "{kind}: extra"),
            Aspect::Differs(attribute) => write!(f, "{kind}: {attribute}"),
        }
    }
}

impl Sort {
    /// The sort of the change that a line tells; `None` when the line tells none.
    pub(super) fn of(line: &str) -> Option<Self> {
        let kind = |text: &str| ObjectKind::parse(text.split(' ').next()?);
        if let Some(object) = line.strip_prefix("+ ") {
            return Some(Self(kind(object)?, Aspect::Missing));
        }
        if let Some(object) = line.strip_prefix("- ") {
            return Some(Self(kind(object)?, Aspect::Extra));
        }
        let (object, attribute) = line.rsplit_once(": ")?;
        Some(Self(kind(object)?, Aspect::Differs(Attribute::parse(attribute)?)))
    }

    /// Everything that can change, by the table of kinds. A database is neither missing nor extra: it
    /// is what the session is connected to.
    fn all() -> impl Iterator<Item = Self> {
        ObjectKind::ALL.iter().flat_map(|kind| {
            let whole =
                [Aspect::Missing, Aspect::Extra].into_iter().filter(|_| *kind != ObjectKind::Database);
            let attributes = kind.attributes().iter().map(|attribute| Aspect::Differs(*attribute));
            whole.chain(attributes).map(|aspect| Self(*kind, aspect))
        })
    }
}

/// The line without its marker.
fn unmarked(line: &str) -> String {
    let newest = for_major(line, u32::MAX);
    let line = if newest.is_empty() { for_major(line, 0) } else { newest };
    line.trim_end().to_owned()
}

/// The sorts of change that no file plants, on whatever major.
pub(super) fn never_planted() -> Vec<Sort> {
    let planted: BTreeSet<Sort> = ObjectKind::ALL
        .iter()
        .flat_map(|kind| read(*kind, text(*kind)).changes)
        .flat_map(|change| change.expected)
        .filter_map(|line| Sort::of(&unmarked(&line)))
        .collect();
    Sort::all().filter(|sort| !planted.contains(sort)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_for_a_major() {
        let text = "CREATE TABLE t (a integer);\n====\nALTER TABLE t\n  ADD b integer\n=> - column t.b\n\nALTER TABLE t NEW --15+\n=> table t: options --15+\n";
        let planted = read(ObjectKind::Table, text);
        assert_eq!(planted.changes.len(), 2);
        assert_eq!(planted.changes[0].sql, "ALTER TABLE t\n  ADD b integer");
        assert_eq!(planted.changes[0].expected, ["- column t.b"]);
        assert_eq!(planted.on(14).changes.len(), 1);
        assert_eq!(read(ObjectKind::Table, text).on(15).changes[1].expected, ["table t: options"]);
    }

    #[test]
    fn shares_have_every_change_once() {
        let files = planted(18);
        let count = |files: &[Planted]| files.iter().map(|file| file.changes.len()).sum::<usize>();
        let shares = shares(&files, 2);
        assert!(shares.iter().all(|share| share.len() == files.len() && count(share) > 1));
        assert_eq!(shares.iter().map(|share| count(share)).sum::<usize>(), count(&files));
        assert!(
            shares[0]
                .iter()
                .flat_map(|file| &file.changes)
                .all(|change| { !shares[1].iter().any(|file| file.changes.contains(change)) })
        );
    }

    #[test]
    fn lines_tell_the_sort_of_change() {
        let sort = |line| Sort::of(line).map(|sort| sort.to_string());
        assert_eq!(sort("function s.f(a integer): cost").as_deref(), Some("function: cost"));
        assert_eq!(sort("+ materialized-view s.m").as_deref(), Some("materialized-view: missing"));
        assert_eq!(sort("- cast (a AS b)").as_deref(), Some("cast: extra"));
        assert_eq!(sort("table s.t: colour"), None);
        assert_eq!(sort("dragon s.t: owner"), None);
    }

    #[test]
    fn every_line_tells_a_change() {
        for kind in ObjectKind::ALL {
            for change in read(*kind, text(*kind)).changes {
                assert!(!change.sql.is_empty() && !change.expected.is_empty(), "{kind}: {change:?}");
                for line in change.expected {
                    assert!(Sort::of(&unmarked(&line)).is_some(), "{kind}: {line:?} tells no change");
                }
            }
        }
    }

    /// Whoever adds an attribute to the table of kinds plants a change of it.
    #[test]
    fn everything_that_can_change_is_planted() {
        let lacking: Vec<String> = never_planted().iter().map(Sort::to_string).collect();
        assert_eq!(lacking, [""; 0], "plant a change of each in src/pipeline/self_test/planted");
    }
}
