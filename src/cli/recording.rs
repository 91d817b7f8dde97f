//! The options of the modes that write history rows without running a file.

use clap::Args;

use crate::config::task::{Recording, Resolution, Task};

#[derive(Debug, Args)]
pub(super) struct BaselineArgs {
    /// The environment whose history is written
    #[arg(long, value_name = "NAME")]
    environment: String,

    /// The last migration to record [default: the newest file]
    #[arg(long, value_name = "VERSION")]
    to: Option<String>,

    #[command(flatten)]
    recording: RecordingArgs,
}

/// For the modes that write history rows without running a file.
#[derive(Debug, Args)]
struct RecordingArgs {
    /// Prove it and show what would be recorded; write nothing
    #[arg(long)]
    dry_run: bool,

    /// Record it even if the proof fails; takes the version that is recorded, typed once more
    ///
    /// For baseline that is the last version recorded. What spoke against it stays in the report, as
    /// a warning. Nothing later notices that the history is not true: files that were recorded and
    /// never ran are never run.
    #[arg(long, value_name = "VERSION")]
    force: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct ResolveArgs {
    /// The environment whose history is written
    #[arg(long, value_name = "NAME")]
    environment: String,

    #[command(flatten)]
    resolution: ResolutionArgs,

    #[command(flatten)]
    recording: RecordingArgs,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct ResolutionArgs {
    /// This migration's effect is in the database
    #[arg(long, value_name = "VERSION")]
    applied: Option<String>,

    /// This migration's effect is not in the database; it runs again at the next apply
    #[arg(long, value_name = "VERSION")]
    rolled_back: Option<String>,
}

impl BaselineArgs {
    pub(super) fn into_task(self) -> Task {
        let Self { environment, to, recording } = self;
        Task::Baseline { environment, to, recording: recording.into_recording() }
    }
}

impl ResolveArgs {
    pub(super) fn into_task(self) -> Task {
        let Self { environment, resolution, recording } = self;
        Task::Resolve {
            environment,
            resolution: resolution.into_resolution(),
            recording: recording.into_recording(),
        }
    }
}

impl RecordingArgs {
    fn into_recording(self) -> Recording {
        Recording { dry_run: self.dry_run, force: self.force }
    }
}

impl ResolutionArgs {
    fn into_resolution(self) -> Resolution {
        match (self.applied, self.rolled_back) {
            (Some(version), _) => Resolution::Applied { version },
            (None, version) => Resolution::RolledBack {
                version: version.expect("clap requires one of the group's two options"),
            },
        }
    }
}
