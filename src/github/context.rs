//! What the runner says about this run, read once. A pure function over a lookup, so that tests
//! need no environment.

use std::io;
use std::path::{Path, PathBuf};

use crate::model::connection::Secret;

use super::event::Event;

/// Who may see the repository, and with it its artifacts and logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visibility {
    Public,
    Private,
}

/// One run of a workflow, as its runner described it.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    /// `push`, `pull_request`, `schedule`, `workflow_dispatch`, …
    pub(crate) event: String,
    /// `refs/heads/main`.
    pub(crate) reference: Option<String>,
    /// The branch a push or dispatch is about; `None` for tags and pull requests.
    pub(crate) branch: Option<String>,
    /// Branches of a pull request: where it comes from and where it wants to go.
    pub(crate) head_branch: Option<String>,
    pub(crate) base_branch: Option<String>,
    /// The commit the event is about: for a pull request its head, not the merge commit.
    pub(crate) head_sha: Option<String>,
    pub(crate) pull_request: Option<u64>,
    /// The pull request comes from another repository: no secrets, and a token that may only read.
    pub(crate) from_fork: bool,
    /// `owner/name`.
    pub(crate) repository: Option<String>,
    /// As the event says; `None` when it does not (`schedule`).
    pub(crate) visibility: Option<Visibility>,
    pub(crate) run_id: Option<String>,
    pub(crate) run_attempt: Option<String>,
    pub(crate) server_url: String,
    /// On GitHub Enterprise Server it carries a path: `https://host/api/v3`.
    pub(crate) api_url: String,
    pub(crate) workspace: Option<PathBuf>,
    pub(crate) temp: Option<PathBuf>,
    pub(crate) summary_file: Option<PathBuf>,
    pub(crate) output_file: Option<PathBuf>,
    /// Step debug logging is on.
    pub(crate) debug: bool,
    /// Days that artifacts of this repository are kept at most.
    pub(crate) retention_days: Option<u32>,
    /// Only when the workflow passed one on.
    pub(crate) token: Option<Secret>,
}

impl Context {
    /// The context of this process; `None` outside GitHub Actions.
    pub(crate) fn from_environment() -> Option<Self> {
        Self::read(&|name| std::env::var(name).ok(), &|path| std::fs::read_to_string(path))
    }

    /// The context that these variables and this event file describe. An empty variable counts as
    /// unset: that is how a composite action passes on an input nobody gave.
    pub(crate) fn read(
        variable: &dyn Fn(&str) -> Option<String>,
        event_file: &dyn Fn(&Path) -> io::Result<String>,
    ) -> Option<Self> {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        let path = |name: &str| variable(name).map(PathBuf::from);
        if variable("GITHUB_ACTIONS")? != "true" {
            return None;
        }
        let payload = path("GITHUB_EVENT_PATH").map(|path| read_event(&path, event_file)).unwrap_or_default();
        let reference = variable("GITHUB_REF");
        let branch =
            reference.as_deref().and_then(|name| name.strip_prefix("refs/heads/")).map(str::to_owned);
        let repository = variable("GITHUB_REPOSITORY");
        let pull_request = payload.pull_request.as_ref();
        Some(Self {
            event: variable("GITHUB_EVENT_NAME").unwrap_or_default(),
            reference,
            branch,
            head_branch: variable("GITHUB_HEAD_REF"),
            base_branch: variable("GITHUB_BASE_REF"),
            head_sha: payload.head_sha().map(str::to_owned).or_else(|| variable("GITHUB_SHA")),
            pull_request: pull_request.map(|pull_request| pull_request.number),
            from_fork: pull_request.is_some_and(|pull_request| {
                let head = pull_request.head.repo.as_ref().and_then(|repo| repo.full_name.as_deref());
                head.is_none() || head != repository.as_deref()
            }),
            visibility: payload
                .repository
                .as_ref()
                .and_then(|repo| repo.private)
                .map(|private| if private { Visibility::Private } else { Visibility::Public }),
            repository,
            run_id: variable("GITHUB_RUN_ID"),
            run_attempt: variable("GITHUB_RUN_ATTEMPT"),
            server_url: variable("GITHUB_SERVER_URL").unwrap_or_else(|| "https://github.com".to_owned()),
            api_url: variable("GITHUB_API_URL").unwrap_or_else(|| "https://api.github.com".to_owned()),
            workspace: path("GITHUB_WORKSPACE"),
            temp: path("RUNNER_TEMP"),
            summary_file: path("GITHUB_STEP_SUMMARY"),
            output_file: path("GITHUB_OUTPUT"),
            debug: variable("RUNNER_DEBUG").is_some_and(|value| value == "1"),
            retention_days: variable("GITHUB_RETENTION_DAYS").and_then(|days| days.parse().ok()),
            token: variable("GITHUB_TOKEN").map(Secret::new),
        })
    }

    /// The page of this run, of this attempt where known.
    pub(crate) fn run_url(&self) -> Option<String> {
        let server = self.server_url.trim_end_matches('/');
        let (repository, run) = (self.repository.as_deref()?, self.run_id.as_deref()?);
        let attempt = self.run_attempt.as_ref().map(|attempt| format!("/attempts/{attempt}"));
        Some(format!("{server}/{repository}/actions/runs/{run}{}", attempt.unwrap_or_default()))
    }
}

/// The payload, or an empty one with a warning: it only adds to what the variables say.
fn read_event(path: &Path, event_file: &dyn Fn(&Path) -> io::Result<String>) -> Event {
    let text = match event_file(path) {
        Ok(text) => text,
        Err(error) => {
            tracing::warn!("cannot read the event at {}: {error}; going on without it", path.display());
            return Event::default();
        }
    };
    serde_json::from_str(&text).unwrap_or_else(|error| {
        tracing::warn!("cannot understand the event at {}: {error}; going on without it", path.display());
        Event::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &[(&str, &str)] = &[
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_REPOSITORY", "acme/shop"),
        ("GITHUB_SHA", "merge-commit"),
        ("GITHUB_RUN_ID", "77"),
        ("GITHUB_RUN_ATTEMPT", "2"),
        ("GITHUB_EVENT_PATH", "/event.json"),
    ];

    fn context(more: &[(&str, &str)], event: &str) -> Option<Context> {
        let find = |name: &str| {
            more.iter().chain(BASE).find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        Context::read(&find, &|_| match event {
            "" => Err(io::ErrorKind::NotFound.into()),
            event => Ok(event.to_owned()),
        })
    }

    #[test]
    fn a_push_has_a_branch_and_a_run_page() {
        let variables = [("GITHUB_EVENT_NAME", "push"), ("GITHUB_REF", "refs/heads/feature/x")];
        let context = context(&variables, r#"{"repository": {"private": true}}"#).expect("on GitHub");
        assert_eq!(context.branch.as_deref(), Some("feature/x"));
        assert_eq!(context.visibility, Some(Visibility::Private));
        assert_eq!(context.head_sha.as_deref(), Some("merge-commit"));
        assert_eq!(
            context.run_url().as_deref(),
            Some("https://github.com/acme/shop/actions/runs/77/attempts/2")
        );
        assert!(!context.from_fork);
    }

    #[test]
    fn a_pull_request_is_about_its_head_and_a_fork_is_seen() {
        let event = |repo: &str| {
            format!(
                r#"{{"pull_request": {{"number": 5, "head": {{"sha": "head-commit", "repo": {repo}}}}}}}"#
            )
        };
        let variables = [("GITHUB_REF", "refs/pull/5/merge")];
        let own = context(&variables, &event(r#"{"full_name": "acme/shop"}"#)).expect("on GitHub");
        assert_eq!((own.head_sha.as_deref(), own.pull_request), (Some("head-commit"), Some(5)));
        assert_eq!((own.branch, own.from_fork), (None, false));
        for repo in [r#"{"full_name": "someone/shop"}"#, "null"] {
            assert!(context(&variables, &event(repo)).expect("on GitHub").from_fork, "{repo}");
        }
    }

    #[test]
    fn a_missing_or_broken_event_is_no_reason_to_stop() {
        for event in ["", "not json", "[]", r#"{"pull_request": 3}"#] {
            let context = context(&[("GITHUB_EVENT_NAME", "schedule")], event).expect("on GitHub");
            assert_eq!((context.event.as_str(), context.visibility), ("schedule", None));
        }
    }

    #[test]
    fn empty_variables_are_unset_and_elsewhere_there_is_no_context() {
        let on_github = context(&[("GITHUB_TOKEN", ""), ("GITHUB_API_URL", "")], "{}").expect("on GitHub");
        assert!(on_github.token.is_none());
        assert_eq!(on_github.api_url, "https://api.github.com");
        assert!(context(&[("GITHUB_ACTIONS", "")], "{}").is_none());
    }
}
