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
    /// The branch a push or dispatch is about; `None` for tags and pull requests.
    pub(crate) branch: Option<String>,
    /// The branch that a pull request is to be merged into.
    pub(crate) base_branch: Option<String>,
    /// The commit that a pull request or a merge group is made against, as the event says.
    pub(crate) base_commit: Option<String>,
    /// The commit that the branch was at before a push; zeros for a new branch.
    pub(crate) before: Option<String>,
    pub(crate) default_branch: Option<String>,
    /// `owner/name`.
    pub(crate) repository: Option<String>,
    /// As the event says; `None` when it does not (`schedule`).
    pub(crate) visibility: Option<Visibility>,
    pub(crate) run_id: Option<String>,
    pub(crate) run_attempt: Option<String>,
    pub(crate) server_url: String,
    /// On GitHub Enterprise Server it carries a path: `https://host/api/v3`.
    pub(crate) api_url: String,
    /// Where the repository is checked out.
    pub(crate) workspace: Option<PathBuf>,
    pub(crate) summary_file: Option<PathBuf>,
    pub(crate) output_file: Option<PathBuf>,
    /// Step debug logging is on.
    pub(crate) debug: bool,
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
        let repository = payload.repository.unwrap_or_default();
        let of_pull_request = payload.pull_request.and_then(|pull_request| pull_request.base?.sha);
        let of_merge_group = payload.merge_group.and_then(|group| group.base_sha);
        Some(Self {
            event: variable("GITHUB_EVENT_NAME").unwrap_or_default(),
            branch,
            base_branch: variable("GITHUB_BASE_REF"),
            base_commit: of_pull_request.or(of_merge_group),
            before: payload.before,
            default_branch: repository.default_branch,
            visibility: repository
                .private
                .map(|private| if private { Visibility::Private } else { Visibility::Public }),
            repository: variable("GITHUB_REPOSITORY"),
            run_id: variable("GITHUB_RUN_ID"),
            run_attempt: variable("GITHUB_RUN_ATTEMPT"),
            server_url: variable("GITHUB_SERVER_URL").unwrap_or_else(|| "https://github.com".to_owned()),
            api_url: variable("GITHUB_API_URL").unwrap_or_else(|| "https://api.github.com".to_owned()),
            workspace: path("GITHUB_WORKSPACE"),
            summary_file: path("GITHUB_STEP_SUMMARY"),
            output_file: path("GITHUB_OUTPUT"),
            debug: variable("RUNNER_DEBUG").is_some_and(|value| value == "1"),
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
        assert_eq!(
            context.run_url().as_deref(),
            Some("https://github.com/acme/shop/actions/runs/77/attempts/2")
        );
    }

    #[test]
    fn a_pull_request_has_no_branch() {
        let pull_request = context(&[("GITHUB_REF", "refs/pull/5/merge")], "{}").expect("on GitHub");
        assert_eq!(pull_request.branch, None);
    }

    #[test]
    fn an_event_says_what_it_is_made_against() {
        let variables = [("GITHUB_EVENT_NAME", "pull_request"), ("GITHUB_BASE_REF", "main")];
        let event = r#"{"pull_request": {"base": {"sha": "ab"}}, "repository": {"default_branch": "main"}}"#;
        let pull_request = context(&variables, event).expect("on GitHub");
        assert_eq!(pull_request.base_branch.as_deref(), Some("main"));
        assert_eq!(pull_request.base_commit.as_deref(), Some("ab"));
        assert_eq!(pull_request.default_branch.as_deref(), Some("main"));
        let push = context(&[("GITHUB_BASE_REF", "")], r#"{"before": "cd"}"#).expect("on GitHub");
        assert_eq!((push.base_branch, push.before.as_deref()), (None, Some("cd")));
        let group = context(&[], r#"{"merge_group": {"base_sha": "ef"}}"#).expect("on GitHub");
        assert_eq!(group.base_commit.as_deref(), Some("ef"));
    }

    #[test]
    fn a_missing_or_broken_event_is_no_reason_to_stop() {
        for event in ["", "not json", "[]", r#"{"repository": 3}"#] {
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
