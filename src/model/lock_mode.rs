//! The locks that statements take on tables
//! (<https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES>).

use super::object::ObjectKey;

/// A mode of a lock on a table; the order is from the weakest to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(not(test), expect(dead_code, reason = "no statement of a plan takes three of the eight modes"))]
pub(crate) enum LockMode {
    AccessShare,
    RowShare,
    RowExclusive,
    ShareUpdateExclusive,
    Share,
    ShareRowExclusive,
    Exclusive,
    AccessExclusive,
}

impl LockMode {
    /// The name as SQL writes it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::AccessShare => "ACCESS SHARE",
            Self::RowShare => "ROW SHARE",
            Self::RowExclusive => "ROW EXCLUSIVE",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::Exclusive => "EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }

    /// Whom it keeps waiting.
    pub(crate) fn blocks(self) -> &'static str {
        match self {
            Self::AccessExclusive => "blocks reads and writes",
            Self::Share | Self::ShareRowExclusive | Self::Exclusive => "blocks writes",
            Self::ShareUpdateExclusive => "blocks other schema changes and vacuum",
            Self::AccessShare | Self::RowShare | Self::RowExclusive => "blocks nobody's reads or writes",
        }
    }

    /// Whether those wait who write rows.
    pub(crate) fn blocks_writes(self) -> bool {
        self >= Self::Share
    }
}

/// A lock on one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lock {
    pub(crate) table: ObjectKey,
    pub(crate) mode: LockMode,
}

/// What a statement does with every row of a table while it holds its lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Work {
    /// The catalog only.
    Catalog,
    /// Reads every row.
    Scan,
    /// Reads every row into an index.
    IndexBuild,
    /// Writes every row and every index anew.
    Rewrite,
}

impl Work {
    /// In a few words.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Catalog => "no work on rows",
            Self::Scan => "reads every row",
            Self::IndexBuild => "builds an index",
            Self::Rewrite => "rewrites the table",
        }
    }
}
