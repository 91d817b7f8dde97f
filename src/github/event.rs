//! The payload of the event that started the workflow, as far as lockstep needs it. Every field is
//! optional: `schedule` has no repository
//! (<https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows>).

use serde::Deserialize;

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Event {
    pub(super) repository: Option<Repository>,
    /// `push`: what the branch was before; zeros for a new branch.
    pub(super) before: Option<String>,
    pub(super) pull_request: Option<PullRequest>,
    pub(super) merge_group: Option<MergeGroup>,
    pub(super) workflow_run: Option<WorkflowRun>,
    /// `issue_comment`: a pull request is an issue, too.
    pub(super) issue: Option<Issue>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Repository {
    /// `owner/name`.
    pub(super) full_name: Option<String>,
    pub(super) private: Option<bool>,
    pub(super) default_branch: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct PullRequest {
    pub(super) number: Option<u64>,
    pub(super) base: Option<Tip>,
    pub(super) head: Option<Tip>,
}

/// One end of a pull request.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Tip {
    pub(super) sha: Option<String>,
    /// `null` when the fork is gone.
    pub(super) repo: Option<TipRepository>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct TipRepository {
    /// `owner/name`.
    pub(super) full_name: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct MergeGroup {
    pub(super) base_sha: Option<String>,
    pub(super) head_sha: Option<String>,
}

/// The run that ended, for a workflow that follows another.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct WorkflowRun {
    pub(super) head_sha: Option<String>,
    /// The page of that run.
    pub(super) html_url: Option<String>,
    pub(super) head_branch: Option<String>,
    /// Empty for a run on a fork.
    #[serde(default)]
    pub(super) pull_requests: Vec<PullRequest>,
    /// Whose commit it ran on; `null` when the fork is gone.
    pub(super) head_repository: Option<TipRepository>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Issue {
    pub(super) number: Option<u64>,
    /// Only of those that are pull requests.
    pub(super) pull_request: Option<serde_json::Value>,
}

impl WorkflowRun {
    /// `owner:branch`.
    pub(super) fn head(&self) -> Option<String> {
        let name = self.head_repository.as_ref()?.full_name.as_ref()?;
        Some(format!("{}:{}", name.split_once('/')?.0, self.head_branch.as_ref()?))
    }
}

impl Event {
    /// The commit that the event is about, where that is not `GITHUB_SHA`: that of a pull request is the
    /// merge GitHub made of it, that of a `workflow_run` the default branch.
    pub(super) fn head_sha(&self) -> Option<String> {
        let pull_request = || self.pull_request.as_ref()?.head.as_ref()?.sha.clone();
        let merge_group = || self.merge_group.as_ref()?.head_sha.clone();
        let workflow_run = || self.workflow_run.as_ref()?.head_sha.clone();
        pull_request().or_else(merge_group).or_else(workflow_run)
    }

    /// The commit that a pull request or a merge group is made against.
    pub(super) fn base_sha(&self) -> Option<String> {
        let pull_request = || self.pull_request.as_ref()?.base.as_ref()?.sha.clone();
        pull_request().or_else(|| self.merge_group.as_ref()?.base_sha.clone())
    }

    /// The number of the pull request that the event is about; `None` for a run that belongs to several.
    pub(super) fn pull_request_number(&self) -> Option<u64> {
        let pull_request = || self.pull_request.as_ref()?.number;
        let of_workflow_run = || match self.workflow_run.as_ref()?.pull_requests.as_slice() {
            [one] => one.number,
            _ => None,
        };
        let of_issue = || self.issue.as_ref().filter(|issue| issue.pull_request.is_some())?.number;
        pull_request().or_else(of_workflow_run).or_else(of_issue)
    }

    /// Whether the commit comes from another repository; a fork that is gone is one.
    pub(super) fn is_from_fork(&self) -> bool {
        if let Some(run) = &self.workflow_run {
            let own = self.repository.as_ref().and_then(|repository| repository.full_name.as_deref());
            let head = run.head_repository.as_ref().and_then(|repository| repository.full_name.as_deref());
            return own.is_some() && own != head;
        }
        let Some(pull_request) = &self.pull_request else { return false };
        let name = |tip: &Option<Tip>| tip.as_ref()?.repo.as_ref()?.full_name.clone();
        pull_request.head.is_some() && name(&pull_request.head) != name(&pull_request.base)
    }
}
