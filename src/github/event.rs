//! The payload of the event that started the workflow, as far as lockstep needs it. Every field is
//! optional: `schedule` has no repository, `push` no pull request.

use serde::Deserialize;

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Event {
    pub(super) pull_request: Option<PullRequest>,
    pub(super) merge_group: Option<MergeGroup>,
    pub(super) workflow_run: Option<WorkflowRun>,
    pub(super) repository: Option<Repository>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct PullRequest {
    pub(super) number: u64,
    pub(super) head: Head,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Head {
    pub(super) sha: String,
    /// `null` when the fork was deleted.
    pub(super) repo: Option<Repository>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct MergeGroup {
    pub(super) head_sha: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct WorkflowRun {
    pub(super) head_sha: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Repository {
    pub(super) full_name: Option<String>,
    pub(super) private: Option<bool>,
}

impl Event {
    /// The commit the event is about, where it is not `GITHUB_SHA`: for pull requests that is the
    /// merge commit, which nobody pushed.
    pub(super) fn head_sha(&self) -> Option<&str> {
        let pull_request = self.pull_request.as_ref().map(|pull_request| pull_request.head.sha.as_str());
        let group = self.merge_group.as_ref().map(|group| group.head_sha.as_str());
        let run = self.workflow_run.as_ref().map(|run| run.head_sha.as_str());
        pull_request.or(group).or(run)
    }
}
