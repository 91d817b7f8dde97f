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

/// Why an event is given no secrets
/// (<https://docs.github.com/actions/reference/security/secure-use>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Withheld {
    /// A pull request from a fork.
    Fork,
    /// Dependabot's own pull requests and pushes.
    Dependabot,
}

impl Withheld {
    /// `fork pull requests`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Fork => "fork pull requests",
            Self::Dependabot => "Dependabot's events",
        }
    }
}

/// The run of a workflow that another one follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Followed {
    /// Its page.
    pub(crate) url: Option<String>,
    /// Where the commit it ran on is: `owner:branch`.
    pub(crate) head: Option<String>,
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
    /// The commit that is checked out; for a pull request its merge.
    pub(crate) sha: Option<String>,
    /// The commit that the event is about: what checks, deployments and links are for.
    pub(crate) head_sha: Option<String>,
    /// The number of the pull request that the event is about.
    pub(crate) pull_request: Option<u64>,
    /// The commit that the event is about comes from a fork.
    pub(crate) from_fork: bool,
    /// The run that this one follows, for `workflow_run`.
    pub(crate) followed: Option<Followed>,
    /// Why GitHub gives this event no secrets and a token that may only read.
    pub(crate) withheld: Option<Withheld>,
    /// The name of the workflow.
    pub(crate) workflow: Option<String>,
    /// The file of the workflow inside the repository: `.github/workflows/ci.yml`.
    pub(crate) workflow_file: Option<String>,
    /// The id of the job, as the workflow names it.
    pub(crate) job: Option<String>,
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
        let event = variable("GITHUB_EVENT_NAME").unwrap_or_default();
        let withheld = withheld(&event, &payload, variable("GITHUB_ACTOR").as_deref());
        let (base_commit, head_of_event) = (payload.base_sha(), payload.head_sha());
        let pull_request = payload.pull_request_number();
        let from_fork = payload.is_from_fork();
        let followed = payload.workflow_run.as_ref();
        let followed = followed.map(|run| Followed { url: run.html_url.clone(), head: run.head() });
        let repository = payload.repository.unwrap_or_default();
        Some(Self {
            event,
            branch,
            base_branch: variable("GITHUB_BASE_REF"),
            base_commit,
            before: payload.before,
            default_branch: repository.default_branch,
            visibility: repository
                .private
                .map(|private| if private { Visibility::Private } else { Visibility::Public }),
            repository: variable("GITHUB_REPOSITORY"),
            sha: variable("GITHUB_SHA"),
            head_sha: head_of_event.or_else(|| variable("GITHUB_SHA")),
            pull_request,
            from_fork,
            followed,
            withheld,
            workflow: variable("GITHUB_WORKFLOW"),
            workflow_file: variable("GITHUB_WORKFLOW_REF").as_deref().and_then(workflow_file),
            job: variable("GITHUB_JOB"),
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

    /// The context of an event of that name and payload, for tests.
    #[cfg(test)]
    pub(crate) fn of_event(name: &str, actor: &str, payload: &str) -> Self {
        let find = |variable: &str| match variable {
            "GITHUB_ACTIONS" => Some("true".to_owned()),
            "GITHUB_EVENT_NAME" => Some(name.to_owned()),
            "GITHUB_EVENT_PATH" => Some("/event.json".to_owned()),
            "GITHUB_ACTOR" => Some(actor.to_owned()),
            _ => None,
        };
        Self::read(&find, &|_| Ok(payload.to_owned())).expect("the variables are those of a run")
    }

    /// The page of the repository.
    pub(crate) fn repository_url(&self) -> Option<String> {
        let server = self.server_url.trim_end_matches('/');
        Some(format!("{server}/{}", self.repository.as_deref()?))
    }

    /// The page of this run, of this attempt where known.
    pub(crate) fn run_url(&self) -> Option<String> {
        let (repository, run) = (self.repository_url()?, self.run_id.as_deref()?);
        let attempt = self.run_attempt.as_ref().map(|attempt| format!("/attempts/{attempt}"));
        Some(format!("{repository}/actions/runs/{run}{}", attempt.unwrap_or_default()))
    }
}

/// `pull_request_target` and `workflow_run` run with the secrets of the repository, whoever began them
/// (<https://docs.github.com/actions/concepts/security/github_token>).
fn withheld(event: &str, payload: &Event, actor: Option<&str>) -> Option<Withheld> {
    let trusted = matches!(event, "pull_request_target" | "workflow_run" | "schedule" | "workflow_dispatch");
    match actor {
        _ if trusted => None,
        Some("dependabot[bot]") => Some(Withheld::Dependabot),
        _ => payload.is_from_fork().then_some(Withheld::Fork),
    }
}

/// `acme/shop/.github/workflows/ci.yml@refs/heads/main` without repository and ref; `None` for a workflow of
/// another repository.
fn workflow_file(reference: &str) -> Option<String> {
    let (path, _) = reference.split_once('@')?;
    let at = path.find("/.github/workflows/")?;
    Some(path[at + 1..].to_owned())
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
    fn each_event_says_its_commit_and_its_pull_request() {
        let sha = ("GITHUB_SHA", "merge");
        let of_pull_request = r#"{"pull_request": {"number": 5,
            "head": {"sha": "head", "repo": {"full_name": "acme/shop"}},
            "base": {"sha": "base", "repo": {"full_name": "acme/shop"}}}}"#;
        for (name, event, head, number) in [
            ("push", r#"{"after": "merge"}"#, "merge", None),
            ("pull_request", of_pull_request, "head", Some(5)),
            ("merge_group", r#"{"merge_group": {"head_sha": "head"}}"#, "head", None),
            ("workflow_run", r#"{"workflow_run": {"head_sha": "head", "pull_requests": []}}"#, "head", None),
            (
                "workflow_run",
                r#"{"workflow_run": {"head_sha": "head", "pull_requests": [{"number": 6}]}}"#,
                "head",
                Some(6),
            ),
            ("schedule", "{}", "merge", None),
            ("workflow_dispatch", "{}", "merge", None),
            ("issue_comment", r#"{"issue": {"number": 7, "pull_request": {}}}"#, "merge", Some(7)),
            ("issue_comment", r#"{"issue": {"number": 7}}"#, "merge", None),
        ] {
            let context = context(&[sha, ("GITHUB_EVENT_NAME", name)], event).expect("on GitHub");
            assert_eq!(context.head_sha.as_deref(), Some(head), "{name}");
            assert_eq!((context.pull_request, context.withheld), (number, None), "{name}");
        }
    }

    #[test]
    fn forks_and_dependabot_get_no_secrets() {
        let from = |head: &str| {
            format!(
                r#"{{"pull_request": {{"number": 5, "head": {{"repo": {head}}},
                    "base": {{"repo": {{"full_name": "acme/shop"}}}}}}}}"#
            )
        };
        let (fork, gone) = (from(r#"{"full_name": "eve/shop"}"#), from("null"));
        let withheld = |name: &str, actor: &str, event: &str| {
            context(&[("GITHUB_EVENT_NAME", name), ("GITHUB_ACTOR", actor)], event)
                .expect("on GitHub")
                .withheld
        };
        assert_eq!(withheld("pull_request", "eve", &fork), Some(Withheld::Fork));
        assert_eq!(withheld("pull_request", "eve", &gone), Some(Withheld::Fork));
        assert_eq!(withheld("pull_request_target", "eve", &fork), None);
        assert_eq!(withheld("push", "dependabot[bot]", "{}"), Some(Withheld::Dependabot));
        let run = r#"{"workflow_run": {"head_repository": {"full_name": "eve/shop"}},
            "repository": {"full_name": "acme/shop"}}"#;
        assert_eq!(withheld("workflow_run", "eve", run), None);
        assert_eq!(withheld("schedule", "dependabot[bot]", "{}"), None);
        assert_eq!(withheld("push", "ann", "{}"), None);
    }

    #[test]
    fn a_run_on_the_commit_of_a_fork_is_known() {
        let run = |head: &str| {
            let event = format!(
                r#"{{"workflow_run": {{"head_repository": {head}}}, "repository": {{"full_name": "acme/shop"}}}}"#
            );
            context(&[("GITHUB_EVENT_NAME", "workflow_run")], &event).expect("on GitHub").from_fork
        };
        assert!(run(r#"{"full_name": "eve/shop"}"#) && run("null"));
        assert!(!run(r#"{"full_name": "acme/shop"}"#));
        assert!(!context(&[], "{}").expect("on GitHub").from_fork);
    }

    #[test]
    fn the_workflow_is_a_file_of_the_repository() {
        let reference = ("GITHUB_WORKFLOW_REF", "acme/shop/.github/workflows/db.yml@refs/heads/main");
        let context = context(&[reference], "{}").expect("on GitHub");
        assert_eq!(context.workflow_file.as_deref(), Some(".github/workflows/db.yml"));
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
