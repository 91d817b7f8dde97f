//! What the planner has to know of a kind of object. Each kind is one file in `kinds`.

use std::collections::BTreeSet;

use super::side::Side;
use super::site::Site;
use super::step::Step;
use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey};

/// The attributes that differ, those that every kind has alike (owner, privileges, comment, label)
/// aside.
pub(super) type Changed = BTreeSet<Attribute>;

/// The statements, or why there are none: what cannot be done and what to do instead, in a sentence
/// without a full stop.
pub(super) type Steps = Result<Vec<Step>, String>;

/// How an object can become another.
#[derive(Debug)]
pub(super) enum Verdict {
    /// By these statements, and nothing that needs it notices.
    InPlace(Vec<Step>),
    /// By these statements, while nothing that reads it is there: a column of another type.
    Disturbing(Vec<Step>),
    /// By dropping and creating it, with all that needs it.
    Replace,
    /// The same with the old one beside the new one for a while, under the name of [`Site::aside`]: so that
    /// columns can move from a type to the next, or queries use an index until the next is built.
    /// `rename` gives it that name, `drop` drops it under that name.
    ReplaceBeside {
        rename: Vec<Step>,
        drop: Vec<Step>,
    },
    /// By dropping and creating it, with all that needs it, once `prepare` has made beside the old one what
    /// takes long: the index of a key. `create` makes the new one of it.
    ReplacePrepared {
        prepare: Vec<Step>,
        create: Vec<Step>,
    },
    Unsupported(String),
}

/// A part of an object that comes and goes by itself, because other objects stand between the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Part {
    Whole,
    /// The default of a column, which may need functions and sequences.
    Default,
    /// That a sequence goes with a column.
    Ownership,
    /// The index that tells a replica which row of a table is meant.
    ReplicaIdentity,
    /// The index that a table is clustered on.
    ClusteredOn,
    /// That a table is a partition of another.
    Partition,
    /// The tables that a table inherits from.
    Inherits,
}

impl Part {
    /// Whether the attribute says something of the part.
    pub(super) fn covers(self, attribute: Attribute) -> bool {
        self.attribute() == Some(attribute)
            || (self == Self::Partition && attribute == Attribute::PartitionBound)
    }

    /// Whether it is taken away and made again in two places: columns that change on their way from one table
    /// to the next change by themselves.
    pub(super) fn is_lineage(self) -> bool {
        matches!(self, Self::Partition | Self::Inherits)
    }

    /// The attribute that is the part.
    pub(super) fn attribute(self) -> Option<Attribute> {
        match self {
            Self::Whole => None,
            Self::Default => Some(Attribute::Default),
            Self::Ownership => Some(Attribute::OwnedBy),
            Self::ReplicaIdentity => Some(Attribute::ReplicaIdentity),
            Self::ClusteredOn => Some(Attribute::ClusteredOn),
            Self::Partition => Some(Attribute::PartitionOf),
            Self::Inherits => Some(Attribute::Inherits),
        }
    }
}

pub(super) trait Kind: Sync {
    /// Makes the object, without owner, privileges, comment and label, and without parts.
    fn create(&self, wanted: &Object, site: &Site<'_>) -> Steps;

    /// Drops it.
    fn drop(&self, is: &Object, site: &Site<'_>) -> Steps;

    /// Makes it another. `changed` are the attributes that differ, and those that have to be said again
    /// although they do not, because what they are made of is replaced; parts are not among them.
    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Verdict;

    /// What `COMMENT ON`, `SECURITY LABEL ON` and `ALTER … OWNER` call it: `TABLE public.t`,
    /// `CONSTRAINT c ON public.t`. `None` where there is nothing to be said of it.
    fn designation(&self, object: &Object) -> Option<String>;

    /// The same where the object alone does not tell: `CONSTRAINT c ON DOMAIN d`.
    fn designation_at(&self, object: &Object, _site: &Site<'_>) -> Option<String> {
        self.designation(object)
    }

    /// What `GRANT … ON` calls it, where that is not its designation: `FUNCTION f()`, `TABLE v` for a view.
    fn grant_target(&self, object: &Object) -> Option<String> {
        self.designation(object)
    }

    /// Another name for a constraint or an index whose name a server made up.
    fn rename(&self, key: &ObjectKey, name: &str, _site: &Site<'_>) -> Steps {
        Err(format!("{key} cannot be renamed to {name}"))
    }

    /// Whether the object is made by the statement that makes the table, domain or view it is on.
    fn is_within(&self, _wanted: &Object, _site: &Site<'_>) -> bool {
        false
    }

    /// What has to be there or be altered before it, besides what the server knows it to depend on.
    fn follows(&self, _wanted: &Object, _side: &Side<'_>) -> Vec<ObjectKey> {
        Vec::new()
    }

    /// The parts that come and go by themselves.
    fn parts(&self) -> &'static [Part] {
        &[]
    }

    /// Whether the statement that makes the object makes this part of it, too.
    fn is_part_within(&self, _part: Part, _wanted: &Object, _site: &Site<'_>) -> bool {
        false
    }

    /// Takes a part away, makes it, or makes it another.
    fn part(&self, _part: Part, is: Option<&Object>, wanted: Option<&Object>, _site: &Site<'_>) -> Steps {
        let key = is.or(wanted).map(|object| object.key.to_string()).unwrap_or_default();
        Err(format!("{key} has no such part"))
    }

    /// The parts that cannot stay where they are while the object is disturbed: a default that is no value of
    /// the new type.
    fn unseated(&self, _is: &Object, _wanted: &Object) -> Vec<Part> {
        Vec::new()
    }

    /// Whether an object of this kind can be dropped and made again without losing anything.
    fn is_replaceable(&self, _is: &Object, _site: &Site<'_>) -> bool {
        true
    }
}
