//! The payload of the event that started the workflow, as far as lockstep needs it. Every field is
//! optional: `schedule` has no repository.

use serde::Deserialize;

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Event {
    pub(super) repository: Option<Repository>,
    /// `push`: what the branch was before; zeros for a new branch.
    pub(super) before: Option<String>,
    pub(super) pull_request: Option<PullRequest>,
    pub(super) merge_group: Option<MergeGroup>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Repository {
    pub(super) private: Option<bool>,
    pub(super) default_branch: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct PullRequest {
    pub(super) base: Option<Tip>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Tip {
    pub(super) sha: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct MergeGroup {
    pub(super) base_sha: Option<String>,
}
