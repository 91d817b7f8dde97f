//! What the user can ask for, and the steps a run is made of.

/// One mode of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Mode {
    Check,
    Status,
    Compare,
    Verify,
    Health,
    Backup,
    Apply,
    Deploy,
    Restore,
    Baseline,
    Resolve,
    Export,
    Demo,
}

impl Mode {
    #[cfg(test)]
    pub(crate) const ALL: [Self; 13] = [
        Self::Check,
        Self::Status,
        Self::Compare,
        Self::Verify,
        Self::Health,
        Self::Backup,
        Self::Apply,
        Self::Deploy,
        Self::Restore,
        Self::Baseline,
        Self::Resolve,
        Self::Export,
        Self::Demo,
    ];

    /// The word on the command line.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Status => "status",
            Self::Compare => "compare",
            Self::Verify => "verify",
            Self::Health => "health",
            Self::Backup => "backup",
            Self::Apply => "apply",
            Self::Deploy => "deploy",
            Self::Restore => "restore",
            Self::Baseline => "baseline",
            Self::Resolve => "resolve",
            Self::Export => "export",
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
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Git => "git",
            Self::Identify => "identify",
            Self::SelfTest => "self-test",
            Self::Validate => "validate",
            Self::Status => "status",
            Self::Apply => "apply",
            Self::Compare => "compare",
            Self::Backup => "backup",
            Self::Verify => "verify",
            Self::Health => "health",
            Self::Restore => "restore",
            Self::Record => "record",
            Self::Export => "export",
        }
    }
}
