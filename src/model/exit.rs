//! The exit codes, the same for every mode. 125–127 belong to the container runtime.

/// How a run ended. The number is interface; see `docs/exit-codes.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Exit {
    /// Done, nothing to report.
    Done,
    /// Findings: the answer is no.
    Findings,
    /// Wrong usage.
    Usage,
    /// Bad configuration, or migration files that cannot be read.
    Configuration,
    /// A database or service could not be reached or refused the login.
    Unreachable,
    /// A change was started and failed.
    Failed,
    /// Refused before any change.
    Refused,
    /// Interrupted by SIGINT.
    Interrupted,
    /// Interrupted by SIGTERM.
    Terminated,
}

impl Exit {
    pub(crate) const ALL: [Self; 9] = [
        Self::Done,
        Self::Findings,
        Self::Usage,
        Self::Configuration,
        Self::Unreachable,
        Self::Failed,
        Self::Refused,
        Self::Interrupted,
        Self::Terminated,
    ];

    /// Somebody ended the run by a signal.
    pub(crate) fn is_interrupt(self) -> bool {
        matches!(self, Self::Interrupted | Self::Terminated)
    }

    /// The number the process returns.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Configuration => 3,
            Self::Unreachable => 4,
            Self::Failed => 5,
            Self::Refused => 6,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }

    /// One word for the `result` output and for headlines.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Done => "ok",
            Self::Findings => "findings",
            Self::Usage => "usage",
            Self::Configuration => "configuration",
            Self::Unreachable => "unreachable",
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::Interrupted | Self::Terminated => "interrupted",
        }
    }

    /// The row of the documented table.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done, nothing to report",
            Self::Findings => {
                "findings: the answer is no (drift, failed check or assertion, edited migration)"
            }
            Self::Usage => "wrong usage",
            Self::Configuration => "bad configuration, or migration files that cannot be read",
            Self::Unreachable => "a database or service could not be reached or refused the login",
            Self::Failed => {
                "a change was started and failed; the report says exactly how far it got and what to do"
            }
            Self::Refused => {
                "refused before any change: wrong database, another run holds the lock, no proven backup"
            }
            Self::Interrupted => "interrupted (SIGINT); open work rolled back, the report says where",
            Self::Terminated => "interrupted (SIGTERM); open work rolled back, the report says where",
        }
    }
}
