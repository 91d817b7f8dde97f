//! What each form of statement locks, and what it does with the rows: measured on PostgreSQL 13 to 18
//! by reading `pg_locks` and `relfilenode` inside the transaction; a test measures again.

use crate::model::lock_mode::{LockMode, Work};

/// What PostgreSQL does for statements of one form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Facts {
    /// The lock on the table the statement is about.
    pub(super) mode: Option<LockMode>,
    /// The lock on the other table that it refers to.
    pub(super) other: Option<LockMode>,
    pub(super) work: Work,
}

macro_rules! forms {
    ($($(#[$doc:meta])* $variant:ident: $mode:expr, $other:expr, $work:ident;)*) => {
        /// A form of statement, as far as locks go.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(super) enum Form { $($(#[$doc])* $variant,)* }

        impl Form {
            #[cfg(test)]
            pub(super) const ALL: &'static [Self] = &[$(Self::$variant,)*];

            pub(super) fn facts(self) -> Facts {
                match self {
                    $(Self::$variant => Facts { mode: $mode, other: $other, work: Work::$work },)*
                }
            }
        }
    };
}

const NONE: Option<LockMode> = None;
const SHARE_UPDATE: Option<LockMode> = Some(LockMode::ShareUpdateExclusive);
const SHARE: Option<LockMode> = Some(LockMode::Share);
const SHARE_ROW: Option<LockMode> = Some(LockMode::ShareRowExclusive);
const ROW_SHARE: Option<LockMode> = Some(LockMode::RowShare);
const ACCESS: Option<LockMode> = Some(LockMode::AccessExclusive);

forms! {
    /// Locks no table: types, functions, schemas, privileges.
    Elsewhere: NONE, NONE, Catalog;
    DropTable: ACCESS, NONE, Catalog;
    /// Nullable, or with a default that is one value for all rows.
    AddColumn: ACCESS, NONE, Catalog;
    /// With a volatile default, an identity, or stored generated.
    AddComputedColumn: ACCESS, NONE, Rewrite;
    DropColumn: ACCESS, NONE, Catalog;
    /// A type of which the old values are values without change.
    WidenType: ACCESS, NONE, Catalog;
    ChangeType: ACCESS, NONE, Rewrite;
    /// `SET EXPRESSION` of a stored generated column (17+).
    SetExpression: ACCESS, NONE, Rewrite;
    SetDefault: ACCESS, NONE, Catalog;
    SetIdentity: ACCESS, NONE, Catalog;
    SetNotNull: ACCESS, NONE, Scan;
    /// Where a validated check says the same.
    SetNotNullProved: ACCESS, NONE, Catalog;
    DropNotNull: ACCESS, NONE, Catalog;
    SetStatistics: SHARE_UPDATE, NONE, Catalog;
    /// Storage, compression, RLS flags, replica identity, inheritance, and what else only the catalog knows.
    AlterTable: ACCESS, NONE, Catalog;
    /// Options of storage: `fillfactor`, `autovacuum_*`.
    SetOptions: SHARE_UPDATE, NONE, Catalog;
    /// `SET LOGGED`, `SET TABLESPACE`, `SET ACCESS METHOD`.
    MoveTable: ACCESS, NONE, Rewrite;
    AttachPartition: SHARE_UPDATE, ACCESS, Scan;
    DetachPartition: ACCESS, ACCESS, Catalog;
    CreatePartition: ACCESS, NONE, Catalog;
    AddCheck: ACCESS, NONE, Scan;
    AddNotValidCheck: ACCESS, NONE, Catalog;
    ValidateCheck: SHARE_UPDATE, NONE, Scan;
    AddForeignKey: SHARE_ROW, SHARE_ROW, Scan;
    AddNotValidForeignKey: SHARE_ROW, SHARE_ROW, Catalog;
    ValidateForeignKey: SHARE_UPDATE, ROW_SHARE, Scan;
    /// And no longer enforcing one (18+).
    DropForeignKey: ACCESS, ACCESS, Catalog;
    /// Whether and how it is deferrable.
    AlterForeignKey: SHARE_ROW, SHARE_ROW, Catalog;
    /// `ALTER CONSTRAINT … ENFORCED` (18+).
    EnforceForeignKey: SHARE_ROW, SHARE_ROW, Scan;
    /// A primary key, a unique or an exclusion constraint, with its index.
    AddKey: ACCESS, NONE, IndexBuild;
    AddKeyUsingIndex: ACCESS, NONE, Catalog;
    DropConstraint: ACCESS, NONE, Catalog;
    CreateIndex: SHARE, NONE, IndexBuild;
    CreateIndexConcurrently: SHARE_UPDATE, NONE, IndexBuild;
    DropIndex: ACCESS, NONE, Catalog;
    DropIndexConcurrently: SHARE_UPDATE, NONE, Catalog;
    RenameIndex: NONE, NONE, Catalog;
    /// Options, tablespace, statistics of an expression.
    AlterIndex: NONE, NONE, Catalog;
    Reindex: SHARE, NONE, IndexBuild;
    ReindexConcurrently: SHARE_UPDATE, NONE, IndexBuild;
    /// `CREATE INDEX … ON ONLY` a partitioned table.
    CreateIndexOnOnly: SHARE, NONE, Catalog;
    /// `ALTER INDEX … ATTACH PARTITION`.
    AttachIndex: SHARE_UPDATE, NONE, Catalog;
    CreateStatistics: SHARE_UPDATE, NONE, Catalog;
    DropStatistics: SHARE_UPDATE, NONE, Catalog;
    CreateTrigger: SHARE_ROW, NONE, Catalog;
    EnableTrigger: SHARE_ROW, NONE, Catalog;
    DropTrigger: ACCESS, NONE, Catalog;
    Policy: ACCESS, NONE, Catalog;
    Rule: ACCESS, NONE, Catalog;
    Comment: SHARE_UPDATE, NONE, Catalog;
}
