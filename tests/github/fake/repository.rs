//! One repository of the fake and everything in it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::SystemTime;

use serde_json::{Value, json};

use super::checks::CheckRun;
use super::deployments::Deployment;
use super::discussions::{Comment, Issue};
use super::fault::{Fault, Planned};
use super::http::{Call, Reply};

/// How far a token reaches in one scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Access {
    None,
    Read,
    Write,
}

/// The scopes that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Permissions {
    pub(crate) checks: Access,
    pub(crate) deployments: Access,
    pub(crate) issues: Access,
    pub(crate) pull_requests: Access,
}

impl Permissions {
    pub(crate) fn all(access: Access) -> Self {
        Self { checks: access, deployments: access, issues: access, pull_requests: access }
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) login: String,
    pub(crate) bot: bool,
}

impl Account {
    /// Whom `GITHUB_TOKEN` is.
    pub(crate) fn actions() -> Self {
        Self { login: "github-actions[bot]".to_owned(), bot: true }
    }

    pub(crate) fn person(login: &str) -> Self {
        Self { login: login.to_owned(), bot: false }
    }

    pub(crate) fn shown(&self) -> Value {
        let id = self.login.bytes().fold(17_u64, |sum, byte| sum * 31 % 9_999_991 + u64::from(byte));
        json!({ "login": self.login, "id": id, "type": if self.bot { "Bot" } else { "User" } })
    }
}

/// A repository, its token, and what is wrong with it.
#[derive(Debug)]
pub(crate) struct Repository {
    /// `owner/name`.
    pub(crate) name: String,
    pub(crate) private: bool,
    /// Whose token it is: an app's, such as `GITHUB_TOKEN`, or a person's.
    pub(crate) viewer: Account,
    pub(crate) permissions: Permissions,
    /// Labels of new issues are dropped without a word.
    pub(crate) drops_labels: bool,
    pub(crate) commits: BTreeSet<String>,
    pub(crate) checks: Vec<CheckRun>,
    pub(crate) deployments: Vec<Deployment>,
    /// Pull requests, too.
    pub(crate) issues: Vec<Issue>,
    pub(crate) comments: Vec<Comment>,
    /// Name to colour.
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) faults: Vec<Planned>,
    /// Every request in its order, with the path as the description has it.
    pub(crate) calls: Vec<(String, Call)>,
    /// What was wrong with them.
    pub(crate) violations: Vec<String>,
    /// The address that answers give, for pages.
    pub(crate) base: String,
    last_id: u64,
}

impl Repository {
    pub(crate) fn new(name: String, viewer: Account, base: String) -> Self {
        Self {
            name,
            private: true,
            viewer,
            permissions: Permissions::all(Access::Write),
            drops_labels: false,
            commits: BTreeSet::new(),
            checks: Vec::new(),
            deployments: Vec::new(),
            issues: Vec::new(),
            comments: Vec::new(),
            labels: BTreeMap::new(),
            faults: Vec::new(),
            calls: Vec::new(),
            violations: Vec::new(),
            base,
            last_id: 0,
        }
    }

    /// Ids are numbers of all sorts of things, and never small.
    pub(crate) fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        4_000_000_000 + self.last_id
    }

    /// The page of something.
    pub(crate) fn page(&self, rest: &str) -> String {
        format!("https://github.example.com/{}/{rest}", self.name)
    }

    /// Makes the next request of this sort go wrong, or the next few.
    pub(crate) fn plan(&mut self, fault: Fault, method: &'static str, ends: &'static str, times: u32) {
        self.faults.push(Planned { fault, method, ends, times });
    }

    /// The fault that this request meets.
    pub(crate) fn fault(&mut self, method: &str, template: &str) -> Option<Fault> {
        let planned = self.faults.iter_mut().find(|planned| {
            planned.times > 0 && planned.method == method && template.ends_with(planned.ends)
        })?;
        planned.times -= 1;
        Some(planned.fault)
    }

    /// What every answer shows as the repository.
    pub(crate) fn shown(&self) -> Value {
        let (owner, name) = self.name.split_once('/').expect("owner/name");
        json!({
            "id": 7, "name": name, "full_name": self.name, "private": self.private, "html_url": self.page(""),
            "owner": Account::person(owner).shown(), "default_branch": "main", "has_issues": true, "license": null,
        })
    }

    /// The answer to a request that is well-formed.
    pub(crate) fn answer(&mut self, operation: (&str, &str), values: &Values, call: &Call) -> Reply {
        let (method, template) = operation;
        let short = template.strip_prefix("/repos/{owner}/{repo}").unwrap_or(template);
        let (needed, scopes) = self.needed(method, short, values);
        if scopes.iter().all(|scope| *scope < needed) && !scopes.is_empty() {
            return Reply::error(403, "Resource not accessible by integration");
        }
        let body: Value = serde_json::from_str(&call.body).unwrap_or_default();
        let query = Query(call.query());
        let number = |name: &str| values.get(name).and_then(|value| value.parse::<u64>().ok()).unwrap_or(0);
        match (method, short) {
            ("GET", "/user") if self.viewer.bot => {
                Reply::error(403, "Resource not accessible by integration")
            }
            ("GET", "/user") => Reply::new(200, self.viewer.shown()),
            ("GET", "") => Reply::new(200, self.shown()),
            ("POST", "/check-runs") => self.create_check_run(&body),
            ("GET", "/check-runs/{check_run_id}") => self.check_run(number("check_run_id")),
            ("PATCH", "/check-runs/{check_run_id}") => self.update_check_run(number("check_run_id"), &body),
            ("GET", "/check-runs/{check_run_id}/annotations") => {
                self.annotations(number("check_run_id"), &query)
            }
            ("GET", "/commits/{ref}/check-runs") => self.check_runs(&values["ref"], &query),
            ("GET", "/commits/{commit_sha}/pulls") => self.pulls_of_commit(&values["commit_sha"], &query),
            ("GET", "/pulls") => self.pulls(&query),
            ("GET", "/pulls/{pull_number}") => self.pull(number("pull_number")),
            ("GET", "/issues") => self.list_issues(&query),
            ("POST", "/issues") => self.create_issue(&body),
            ("GET", "/issues/{issue_number}") => self.issue(number("issue_number")),
            ("PATCH", "/issues/{issue_number}") => self.update_issue(number("issue_number"), &body),
            ("GET", "/issues/{issue_number}/labels") => self.labels_of(number("issue_number"), &query),
            ("POST", "/issues/{issue_number}/labels") => self.add_labels(number("issue_number"), &body),
            ("GET", "/issues/{issue_number}/comments") => self.list_comments(number("issue_number"), &query),
            ("POST", "/issues/{issue_number}/comments") => self.create_comment(number("issue_number"), &body),
            ("GET", "/issues/comments/{comment_id}") => self.comment(number("comment_id")),
            ("PATCH", "/issues/comments/{comment_id}") => self.update_comment(number("comment_id"), &body),
            ("GET", "/labels") => self.list_labels(&query),
            ("GET", "/labels/{name}") => self.label(&values["name"]),
            ("POST", "/labels") => self.create_label(&body),
            ("GET", "/deployments") => self.list_deployments(&query),
            ("POST", "/deployments") => self.create_deployment(&body),
            ("GET", "/deployments/{deployment_id}") => self.deployment(number("deployment_id")),
            ("GET", "/deployments/{deployment_id}/statuses") => {
                self.list_statuses(number("deployment_id"), &query)
            }
            ("POST", "/deployments/{deployment_id}/statuses") => {
                self.create_status(number("deployment_id"), &body)
            }
            _ => panic!("the fake has no answer for {method} {template}"),
        }
    }

    /// What a request needs, and what the token has in the scopes that give it: one of them is enough. Comments
    /// on a pull request go through its issue, which either scope opens
    /// (<https://docs.github.com/rest/issues/comments>).
    fn needed(&self, method: &str, short: &str, values: &Values) -> (Access, Vec<Access>) {
        let access = if method == "GET" { Access::Read } else { Access::Write };
        let Permissions { checks, deployments, issues, pull_requests } = self.permissions;
        let of_pull_request = || {
            let number = values.get("issue_number").and_then(|number| number.parse().ok());
            let comment = values.get("comment_id").and_then(|id| id.parse::<u64>().ok());
            let comment = comment.and_then(|id| self.comments.iter().find(|comment| comment.id == id));
            let number = number.or(comment.map(|comment| comment.issue));
            self.issues.iter().any(|issue| Some(issue.number) == number && issue.pull_request.is_some())
        };
        let first = short.split('/').nth(1).unwrap_or_default();
        let scopes = match first {
            "check-runs" => vec![checks],
            "commits" if short.ends_with("/check-runs") => vec![checks],
            "commits" | "pulls" => vec![pull_requests],
            "issues" if of_pull_request() => vec![issues, pull_requests],
            "issues" => vec![issues],
            "labels" => vec![issues, pull_requests],
            "deployments" => vec![deployments],
            _ => vec![],
        };
        (access, scopes)
    }

    /// One page of what is listed, with the links to the others.
    pub(crate) fn paged<T>(&self, path: &str, query: &Query, all: &[T], show: impl Fn(&T) -> Value) -> Reply {
        let size = query.number("per_page").unwrap_or(30).clamp(1, 100);
        let page = query.number("page").unwrap_or(1).max(1);
        let last = all.len().div_ceil(size).max(1);
        let shown: Vec<Value> = all.iter().skip((page - 1) * size).take(size).map(show).collect();
        let link = |page: usize, relation: &str| {
            let others = query.0.iter().filter(|(name, _)| name != "page");
            let query = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(others)
                .append_pair("page", &page.to_string())
                .finish();
            format!("<{}/repos/{}{path}?{query}>; rel=\"{relation}\"", self.base, self.name)
        };
        let mut links = Vec::new();
        if page > 1 {
            links.extend([link(page - 1, "prev"), link(1, "first")]);
        }
        if page < last {
            links.extend([link(page + 1, "next"), link(last, "last")]);
        }
        let reply = Reply::new(200, Value::Array(shown));
        if links.is_empty() { reply } else { reply.with("link", &links.join(", ")) }
    }

    pub(crate) fn violation(&mut self, what: impl Into<String>) {
        self.violations.push(what.into());
    }
}

/// What stands in the path.
pub(crate) type Values = BTreeMap<String, String>;

/// What stands behind the question mark.
pub(crate) struct Query(pub(crate) Vec<(String, String)>);

impl Query {
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn number(&self, name: &str) -> Option<usize> {
        self.text(name)?.parse().ok()
    }
}

pub(crate) fn now() -> String {
    humantime::format_rfc3339_seconds(SystemTime::now()).to_string()
}

pub(crate) fn not_found() -> Reply {
    Reply::error(404, "Not Found")
}

/// A string of a body.
pub(crate) fn text(body: &Value, key: &str) -> Option<String> {
    body[key].as_str().map(str::to_owned)
}
