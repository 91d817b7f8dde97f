//! What the user can ask for, and the steps a run is made of.

/// One mode of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Mode {
    Check,
    Status,
    Compare,
    Plan,
    Verify,
    Health,
    Backup,
    Apply,
    Deploy,
    SyncSchema,
    Restore,
    Baseline,
    Resolve,
    Export,
    Publish,
    Demo,
}

impl Mode {
    pub(crate) const ALL: [Self; 16] = [
        Self::Check,
        Self::Status,
        Self::Compare,
        Self::Plan,
        Self::Verify,
        Self::Health,
        Self::Backup,
        Self::Apply,
        Self::Deploy,
        Self::SyncSchema,
        Self::Restore,
        Self::Baseline,
        Self::Resolve,
        Self::Export,
        Self::Publish,
        Self::Demo,
    ];

    /// The word on the command line.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Status => "status",
            Self::Compare => "compare",
            Self::Plan => "plan",
            Self::Verify => "verify",
            Self::Health => "health",
            Self::Backup => "backup",
            Self::Apply => "apply",
            Self::Deploy => "deploy",
            Self::SyncSchema => "sync-schema",
            Self::Restore => "restore",
            Self::Baseline => "baseline",
            Self::Resolve => "resolve",
            Self::Export => "export",
            Self::Publish => "publish",
            Self::Demo => "demo",
        }
    }
}

/// One part of the pipeline. A mode is a list of these (`pipeline/mod.rs`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    /// What the branch did to files that its base has; nothing is connected to.
    Git,
    /// Which databases these are, and that they are different ones.
    Identify,
    /// Whether the comparison sees every kind of change.
    SelfTest,
    /// Files readable, names, order, history standings, replay on scratch.
    Validate,
    /// History standings.
    Status,
    /// Pending migrations.
    Apply,
    /// Two catalogs.
    Compare,
    /// The SQL that turns one catalog into another.
    Plan,
    /// That SQL on scratch: whether it does what it says.
    Prove,
    /// That SQL on the database.
    Sync,
    /// Dump, manifest, proof, prune.
    Backup,
    /// Status, drift, assertions.
    Verify,
    /// Backups fresh, invalid indexes, unvalidated constraints.
    Health,
    /// A backup into a side database.
    Restore,
    /// History rows without running the files.
    Record,
    /// The schema as SQL.
    Export,
}

impl Step {
    pub(crate) const ALL: [Self; 16] = [
        Self::Git,
        Self::Identify,
        Self::SelfTest,
        Self::Validate,
        Self::Status,
        Self::Apply,
        Self::Compare,
        Self::Plan,
        Self::Prove,
        Self::Sync,
        Self::Backup,
        Self::Verify,
        Self::Health,
        Self::Restore,
        Self::Record,
        Self::Export,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Git => "git",
            Self::Identify => "identify",
            Self::SelfTest => "self-test",
            Self::Validate => "validate",
            Self::Status => "status",
            Self::Apply => "apply",
            Self::Compare => "compare",
            Self::Plan => "plan",
            Self::Prove => "prove",
            Self::Sync => "sync",
            Self::Backup => "backup",
            Self::Verify => "verify",
            Self::Health => "health",
            Self::Restore => "restore",
            Self::Record => "record",
            Self::Export => "export",
        }
    }
}
