//! The stable codes of findings. Codes are interface: never renamed, never reused. Each has a
//! section in `docs/findings.md` (a test wants it there).

use super::finding::Severity;

macro_rules! codes {
    ($(#[doc = $sentence:literal] $variant:ident => $word:literal, $severity:ident;)*) => {
        /// What a finding is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Code { $(#[doc = $sentence] $variant,)* }

        impl Code {
            pub(crate) const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The code as printed and as the heading in the documentation.
            pub(crate) fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// What it is about, in one sentence.
            pub(crate) fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence.trim_ascii(),)* }
            }

            /// The usual severity.
            pub(crate) fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    /// A migration was edited after it ran.
    MigrationModified => "migration-modified", Error;
    /// A migration started and did not finish.
    MigrationFailed => "migration-failed", Error;
    /// A migration was interrupted between two of its statements.
    MigrationInterrupted => "migration-interrupted", Warning;
    /// A migration is in the database and not in the folder.
    MigrationMissingFile => "migration-missing-file", Error;
    /// A pending migration is older than the newest applied one.
    MigrationOutOfOrder => "migration-out-of-order", Warning;
    /// A migration was rolled back and will run again.
    MigrationRolledBack => "migration-rolled-back", Notice;
    /// A migration waits to be applied.
    MigrationPending => "migration-pending", Notice;
    /// A migration that is on the base branch was edited.
    MigrationEdited => "migration-edited", Error;
    /// A migration that is on the base branch was deleted.
    MigrationDeleted => "migration-deleted", Error;
    /// A migration that is on the base branch has another name.
    MigrationRenamed => "migration-renamed", Error;
    /// A new migration is older than the newest on the base branch.
    MigrationLate => "migration-late", Warning;
    /// A migration is not committed.
    MigrationUncommitted => "migration-uncommitted", Notice;
    /// The branch lacks commits of the one it follows.
    BranchBehind => "branch-behind", Notice;
    /// What the branch is to be compared with is not in the clone.
    BaseUnknown => "base-unknown", Error;
    /// The file name does not fit the tool's rules.
    MigrationName => "migration-name", Warning;
    /// The file begins with a byte order mark, which PostgreSQL refuses.
    MigrationByteOrderMark => "migration-byte-order-mark", Warning;
    /// Two migrations share a version.
    MigrationDuplicate => "migration-duplicate", Error;
    /// The migration's text is not what its tool can run.
    MigrationUnsupported => "migration-unsupported", Error;
    /// A migration cannot be replayed on an empty database.
    ReplayFailed => "replay-failed", Error;
    /// Objects exist but no history table does.
    HistoryMissing => "history-missing", Error;
    /// An expected object is not in the database.
    DriftMissing => "drift-missing", Error;
    /// An object in the database that the files do not make.
    DriftExtra => "drift-extra", Error;
    /// An object differs from what the files make.
    DriftDiffers => "drift-differs", Error;
    /// Two environments or sides differ.
    CompareDiffers => "compare-differs", Error;
    /// The connected role could not read part of the catalog.
    CatalogUnreadable => "catalog-unreadable", Warning;
    /// An ignore rule has passed its date.
    IgnoreExpired => "ignore-expired", Warning;
    /// A difference was accepted for a time that is over.
    AcceptedExpired => "accepted-expired", Warning;
    /// An accepted difference is no more.
    AcceptedVanished => "accepted-vanished", Notice;
    /// A user's assertion did not hold.
    CheckFailed => "check-failed", Error;
    /// The comparison did not see a change that was planted for it.
    SelfTestFailed => "self-test-failed", Error;
    /// An index is INVALID.
    IndexInvalid => "index-invalid", Error;
    /// A constraint was never validated.
    ConstraintNotValidated => "constraint-not-validated", Warning;
    /// No proven backup that is new enough.
    BackupStale => "backup-stale", Error;
    /// A backup did not pass its proof.
    BackupUnproven => "backup-unproven", Error;
    /// A migration failed while it was applied.
    ApplyFailed => "apply-failed", Error;
    /// Something on the server would make the migration wait.
    ApplyBlocked => "apply-blocked", Warning;
    /// A difference for which no statement can be planned.
    PlanUnsupported => "plan-unsupported", Error;
    /// The database changed since the plan was made.
    PlanStale => "plan-stale", Error;
    /// Another plan was approved.
    PlanNotApproved => "plan-not-approved", Error;
    /// A plan failed while it was carried out.
    SyncFailed => "sync-failed", Error;
    /// The server said something while a migration ran.
    ServerNotice => "server-notice", Notice;
    /// Another run holds the lock.
    LockHeld => "lock-held", Error;
    /// Two environments reach one database.
    SameDatabase => "same-database", Error;
    /// The connection goes through a pooler that cannot carry this work.
    Pooler => "pooler", Error;
    /// The database is a read-only replica.
    ReadOnlyServer => "read-only-server", Error;
    /// A database could not be reached or refused the login.
    ConnectionFailed => "connection-failed", Error;
    /// Scratch PostgreSQL could not be had.
    ScratchUnavailable => "scratch-unavailable", Error;
    /// A migration needs an extension that the scratch server does not have.
    ExtensionUnavailable => "extension-unavailable", Error;
    /// The migrations of this tool are read and checked, not applied or recorded.
    ToolReadOnly => "tool-read-only", Error;
    /// Configuration or files cannot be read.
    ConfigurationInvalid => "configuration-invalid", Error;
    /// The event's branch belongs to no environment, so nothing was applied.
    BranchNotMapped => "branch-not-mapped", Notice;
    /// The event is given no secrets, so what needs a database was left out.
    CredentialsWithheld => "credentials-withheld", Notice;
    /// The report was made by another run and handed over as a file.
    ReportHandedOver => "report-handed-over", Notice;
    /// The run was interrupted.
    Interrupted => "interrupted", Error;
    /// A tool of PostgreSQL's is missing or too old.
    ToolUnavailable => "tool-unavailable", Error;
    /// The target of a restore is not an empty side database.
    RestoreTarget => "restore-target", Error;
    /// The history was not changed because the migration's effect is not what was claimed.
    RecordRefused => "record-refused", Error;
    /// The history was changed although its proof failed, as the user insisted.
    RecordForced => "record-forced", Warning;
    /// A migration was recorded among others, and nothing in the catalog speaks for or against it.
    RecordUnproven => "record-unproven", Warning;
    /// A plan does something that nobody allowed.
    HazardNotAllowed => "hazard-not-allowed", Warning;
    /// An allowance for which no plan has a hazard.
    AllowanceUnused => "allowance-unused", Notice;
    /// The side that a plan is for could not be built again, so that nothing is known of what the plan does.
    PlanNotProved => "plan-not-proved", Error;
    /// A statement of a plan failed on a copy.
    PlanFails => "plan-fails", Error;
    /// A plan left differences on a copy.
    PlanIncomplete => "plan-incomplete", Error;
    /// A plan took rows or values on a copy that no statement of it says it would.
    PlanUnclaimedLoss => "plan-unclaimed-loss", Error;
    /// A plan rewrote a table on a copy that no statement of it says it would.
    PlanUnclaimedRewrite => "plan-unclaimed-rewrite", Error;
}
