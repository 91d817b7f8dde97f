//! The named facts of objects. A query in `db/queries/` names its columns after these words.

use std::fmt;

/// One attribute. The order is the order inside a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Attribute {
    Owner,
    Privileges,
    Comment,
    Version,
    Schema,
    Type,
    Collation,
    NotNull,
    Default,
    Generated,
    Identity,
    Storage,
    Compression,
    StatisticsTarget,
    Options,
    Position,
    Labels,
    Members,
    Persistence,
    PartitionKey,
    PartitionOf,
    PartitionBound,
    Inherits,
    OfType,
    RowSecurity,
    ForceRowSecurity,
    ReplicaIdentity,
    ClusteredOn,
    AccessMethod,
    Definition,
    Validated,
    Valid,
    Query,
    Columns,
    Returns,
    Language,
    Body,
    Volatility,
    Strict,
    SecurityDefiner,
    Leakproof,
    Parallel,
    Cost,
    Rows,
    Settings,
    Arguments,
    Enabled,
    Command,
    Permissive,
    Roles,
    Using,
    WithCheck,
    Start,
    Increment,
    Minimum,
    Maximum,
    Cache,
    Cycle,
    OwnedBy,
}

macro_rules! words {
    ($($variant:ident => $word:literal,)*) => {
        impl Attribute {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word in reports, in JSON, and the column name in the capture queries.
            pub(crate) fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
    };
}

words! {
    Owner => "owner",
    Privileges => "privileges",
    Comment => "comment",
    Version => "version",
    Schema => "schema",
    Type => "type",
    Collation => "collation",
    NotNull => "not-null",
    Default => "default",
    Generated => "generated",
    Identity => "identity",
    Storage => "storage",
    Compression => "compression",
    StatisticsTarget => "statistics-target",
    Options => "options",
    Position => "position",
    Labels => "labels",
    Members => "members",
    Persistence => "persistence",
    PartitionKey => "partition-key",
    PartitionOf => "partition-of",
    PartitionBound => "partition-bound",
    Inherits => "inherits",
    OfType => "of-type",
    RowSecurity => "row-security",
    ForceRowSecurity => "force-row-security",
    ReplicaIdentity => "replica-identity",
    ClusteredOn => "clustered-on",
    AccessMethod => "access-method",
    Definition => "definition",
    Validated => "validated",
    Valid => "valid",
    Query => "query",
    Columns => "columns",
    Returns => "returns",
    Language => "language",
    Body => "body",
    Volatility => "volatility",
    Strict => "strict",
    SecurityDefiner => "security-definer",
    Leakproof => "leakproof",
    Parallel => "parallel",
    Cost => "cost",
    Rows => "rows",
    Settings => "settings",
    Arguments => "arguments",
    Enabled => "enabled",
    Command => "command",
    Permissive => "permissive",
    Roles => "roles",
    Using => "using",
    WithCheck => "with-check",
    Start => "start",
    Increment => "increment",
    Minimum => "minimum",
    Maximum => "maximum",
    Cache => "cache",
    Cycle => "cycle",
    OwnedBy => "owned-by",
}

impl Attribute {
    /// Whether the order of a list means nothing: such a list is sorted before it is compared.
    pub(crate) fn is_unordered(self) -> bool {
        matches!(self, Self::Privileges | Self::Options | Self::Roles | Self::Settings)
    }

    /// The attribute a capture query's column names.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|attribute| attribute.as_str() == word)
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
