//! Issues, pull requests as far as they are issues, their comments and labels
//! (<https://docs.github.com/rest/issues>).

use serde_json::{Value, json};

use super::http::Reply;
use super::repository::{Account, Query, Repository, not_found, now, text};

/// Characters of a body. Not in the description.
pub(crate) const LONGEST_BODY: usize = 65_536;

#[derive(Debug, Clone)]
pub(crate) struct Issue {
    pub(crate) id: u64,
    pub(crate) number: u64,
    pub(crate) author: Account,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) open: bool,
    pub(crate) reason: Option<String>,
    pub(crate) labels: Vec<String>,
    pub(crate) pull_request: Option<PullRequest>,
    pub(crate) created_at: String,
    pub(crate) updated_at: String,
}

/// What makes an issue a pull request.
#[derive(Debug, Clone)]
pub(crate) struct PullRequest {
    pub(crate) head_sha: String,
    pub(crate) head_branch: String,
    /// Whose repository the branch is in.
    pub(crate) head_owner: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Comment {
    pub(crate) id: u64,
    pub(crate) issue: u64,
    pub(crate) author: Account,
    pub(crate) body: String,
    pub(crate) updates: u32,
}

impl Comment {
    fn shown(&self, repository: &Repository) -> Value {
        json!({
            "id": self.id, "body": self.body, "user": self.author.shown(),
            "html_url": repository.page(&format!("issues/{}#issuecomment-{}", self.issue, self.id)),
            "author_association": "NONE",
        })
    }
}

impl Issue {
    fn shown(&self, repository: &Repository) -> Value {
        let labels: Vec<Value> = self.labels.iter().map(|name| repository.shown_label(name)).collect();
        let sort = if self.pull_request.is_some() { "pull" } else { "issues" };
        let comments = repository.comments.iter().filter(|comment| comment.issue == self.number).count();
        let mut shown = json!({
            "id": self.id, "number": self.number, "title": self.title, "body": self.body,
            "state": if self.open { "open" } else { "closed" }, "state_reason": self.reason,
            "user": self.author.shown(), "labels": labels, "comments": comments, "assignee": null,
            "milestone": null, "author_association": "NONE",
            "closed_at": if self.open { Value::Null } else { json!(self.updated_at) },
            "created_at": self.created_at, "updated_at": self.updated_at,
            "html_url": repository.page(&format!("{sort}/{}", self.number)),
        });
        if self.pull_request.is_some() {
            let url = repository.page(&format!("pull/{}", self.number));
            shown["pull_request"] = json!({ "url": url, "html_url": url, "diff_url": url, "patch_url": url });
        }
        shown
    }

    fn shown_as_pull(&self, repository: &Repository) -> Option<Value> {
        let pull = self.pull_request.as_ref()?;
        let tip = |owner: &str, branch: &str, sha: &str| {
            let mut of = repository.shown();
            if !repository.name.starts_with(&format!("{owner}/")) {
                of["full_name"] = json!(format!("{owner}/fork"));
                of["fork"] = json!(true);
            }
            let label = format!("{owner}:{branch}");
            json!({ "label": label, "ref": branch, "sha": sha, "user": Account::person(owner).shown(), "repo": of })
        };
        let owner = repository.name.split('/').next().expect("an owner");
        let link = json!({ "href": repository.page(&format!("pull/{}", self.number)) });
        let names =
            ["comments", "commits", "statuses", "html", "issue", "review_comments", "review_comment", "self"];
        let links: serde_json::Map<String, Value> =
            names.into_iter().map(|name| (name.to_owned(), link.clone())).collect();
        Some(json!({
            "id": self.id, "number": self.number, "title": self.title, "body": self.body,
            "state": if self.open { "open" } else { "closed" }, "user": self.author.shown(),
            "html_url": repository.page(&format!("pull/{}", self.number)),
            "head": tip(&pull.head_owner, &pull.head_branch, &pull.head_sha),
            "base": tip(owner, "main", "ba5e00000000000000000000000000000000ba5e"),
            "_links": links, "assignee": null, "milestone": null, "auto_merge": null, "merge_commit_sha": null,
            "closed_at": null, "merged_at": null, "author_association": "NONE", "draft": false,
        }))
    }
}

fn too_long(resource: &str) -> Reply {
    Reply::invalid(resource, "data", &format!("Body is too long (maximum is {LONGEST_BODY} characters)"))
}

impl Repository {
    fn is_too_long(&mut self, body: &Value) -> bool {
        let length = body["body"].as_str().map_or(0, |body| body.chars().count());
        if length > LONGEST_BODY {
            self.violation(format!("a body of {length} characters"));
        }
        length > LONGEST_BODY
    }

    /// An issue of somebody.
    pub(crate) fn add_issue(&mut self, author: Account, title: &str, body: &str) -> u64 {
        let number = self.issues.iter().map(|issue| issue.number).max().unwrap_or(0) + 1;
        let issue = Issue {
            id: self.next_id(),
            number,
            author,
            title: title.to_owned(),
            body: body.to_owned(),
            open: true,
            reason: None,
            labels: Vec::new(),
            pull_request: None,
            created_at: now(),
            updated_at: now(),
        };
        self.issues.push(issue);
        number
    }

    pub(crate) fn add_pull_request(&mut self, head: PullRequest) -> u64 {
        self.commits.insert(head.head_sha.clone());
        let number = self.add_issue(Account::person("ann"), "Change the schema", "");
        self.issues.last_mut().expect("just added").pull_request = Some(head);
        number
    }

    pub(crate) fn add_comment(&mut self, issue: u64, author: Account, body: &str) -> u64 {
        let id = self.next_id();
        self.comments.push(Comment { id, issue, author, body: body.to_owned(), updates: 0 });
        id
    }

    pub(crate) fn comments_of(&self, issue: u64) -> Vec<&Comment> {
        self.comments.iter().filter(|comment| comment.issue == issue).collect()
    }

    // --- issues ---

    pub(crate) fn list_issues(&self, query: &Query) -> Reply {
        let state = query.text("state").unwrap_or("open");
        let labels: Vec<&str> =
            query.text("labels").unwrap_or_default().split(',').filter(|label| !label.is_empty()).collect();
        let mut found: Vec<&Issue> = self
            .issues
            .iter()
            .filter(|issue| {
                (state == "all" || issue.open == (state == "open"))
                    && labels.iter().all(|label| issue.labels.iter().any(|own| own == label))
                    && query.text("creator").is_none_or(|creator| creator == issue.author.login)
            })
            .collect();
        if query.text("direction") != Some("asc") {
            found.reverse();
        }
        self.paged("/issues", query, &found, |issue| issue.shown(self))
    }

    pub(crate) fn issue(&self, number: u64) -> Reply {
        let found = self.issues.iter().find(|issue| issue.number == number);
        found.map_or_else(not_found, |issue| Reply::new(200, issue.shown(self)))
    }

    pub(crate) fn create_issue(&mut self, body: &Value) -> Reply {
        if self.is_too_long(body) {
            return too_long("Issue");
        }
        let viewer = self.viewer.clone();
        let number = self.add_issue(
            viewer,
            &text(body, "title").unwrap_or_default(),
            &text(body, "body").unwrap_or_default(),
        );
        self.set_labels(number, body);
        self.issue(number).created()
    }

    pub(crate) fn update_issue(&mut self, number: u64, body: &Value) -> Reply {
        if self.is_too_long(body) {
            return too_long("Issue");
        }
        self.set_labels(number, body);
        let viewer = self.viewer.clone();
        let Some(issue) = self.issues.iter_mut().find(|issue| issue.number == number) else {
            return not_found();
        };
        let foreign = (issue.author != viewer).then(|| issue.author.login.clone());
        issue.title = text(body, "title").unwrap_or_else(|| issue.title.clone());
        issue.body = text(body, "body").unwrap_or_else(|| issue.body.clone());
        match body["state"].as_str() {
            Some("closed") => {
                issue.open = false;
                issue.reason = Some(text(body, "state_reason").unwrap_or_else(|| "completed".to_owned()));
            }
            Some("open") => (issue.open, issue.reason) = (true, Some("reopened".to_owned())),
            _ => {}
        }
        issue.updated_at = now();
        if let Some(author) = foreign {
            self.violation(format!("issue {number}, which {author} wrote, was changed"));
        }
        self.issue(number)
    }

    // --- comments ---

    pub(crate) fn list_comments(&self, number: u64, query: &Query) -> Reply {
        if !self.issues.iter().any(|issue| issue.number == number) {
            return not_found();
        }
        let found = self.comments_of(number);
        self.paged(&format!("/issues/{number}/comments"), query, &found, |comment| comment.shown(self))
    }

    pub(crate) fn comment(&self, id: u64) -> Reply {
        let found = self.comments.iter().find(|comment| comment.id == id);
        found.map_or_else(not_found, |comment| Reply::new(200, comment.shown(self)))
    }

    pub(crate) fn create_comment(&mut self, number: u64, body: &Value) -> Reply {
        if !self.issues.iter().any(|issue| issue.number == number) {
            return not_found();
        }
        if self.is_too_long(body) {
            return too_long("IssueComment");
        }
        let viewer = self.viewer.clone();
        let id = self.add_comment(number, viewer, &text(body, "body").unwrap_or_default());
        self.comment(id).created()
    }

    pub(crate) fn update_comment(&mut self, id: u64, body: &Value) -> Reply {
        if self.is_too_long(body) {
            return too_long("IssueComment");
        }
        let viewer = self.viewer.clone();
        let Some(comment) = self.comments.iter_mut().find(|comment| comment.id == id) else {
            return not_found();
        };
        let foreign = (comment.author != viewer).then(|| comment.author.login.clone());
        comment.body = text(body, "body").unwrap_or_default();
        comment.updates += 1;
        if let Some(author) = foreign {
            self.violation(format!("a comment that {author} wrote was changed"));
        }
        self.comment(id)
    }

    // --- labels ---

    fn shown_label(&self, name: &str) -> Value {
        json!({ "id": 1, "name": name, "color": self.labels.get(name).cloned().unwrap_or_default() })
    }

    /// Labels that are not there yet are made, unless the token may not set any.
    fn set_labels(&mut self, number: u64, body: &Value) {
        let Some(labels) = body["labels"].as_array().filter(|_| !self.drops_labels) else { return };
        let names: Vec<String> = labels
            .iter()
            .filter_map(|label| label.as_str().or_else(|| label["name"].as_str()))
            .map(str::to_owned)
            .collect();
        for name in &names {
            self.labels.entry(name.clone()).or_insert_with(|| "ededed".to_owned());
        }
        if let Some(issue) = self.issues.iter_mut().find(|issue| issue.number == number) {
            issue.labels = names;
        }
    }

    pub(crate) fn labels_of(&self, number: u64, query: &Query) -> Reply {
        let Some(issue) = self.issues.iter().find(|issue| issue.number == number) else { return not_found() };
        self.paged(&format!("/issues/{number}/labels"), query, &issue.labels, |name| self.shown_label(name))
    }

    pub(crate) fn add_labels(&mut self, number: u64, body: &Value) -> Reply {
        if self.drops_labels {
            return Reply::error(403, "Resource not accessible by integration");
        }
        let Some(issue) = self.issues.iter().find(|issue| issue.number == number) else { return not_found() };
        let added = if body.is_array() { body } else { &body["labels"] };
        let mut labels: Vec<Value> = issue.labels.iter().map(|label| json!(label)).collect();
        labels.extend(added.as_array().into_iter().flatten().cloned());
        labels.dedup();
        self.set_labels(number, &json!({ "labels": labels }));
        let issue = self.issues.iter().find(|issue| issue.number == number).expect("found above");
        Reply::new(200, issue.labels.iter().map(|name| self.shown_label(name)).collect())
    }

    pub(crate) fn list_labels(&self, query: &Query) -> Reply {
        let names: Vec<&String> = self.labels.keys().collect();
        self.paged("/labels", query, &names, |name| self.shown_label(name))
    }

    pub(crate) fn label(&self, name: &str) -> Reply {
        if self.labels.contains_key(name) { Reply::new(200, self.shown_label(name)) } else { not_found() }
    }

    pub(crate) fn create_label(&mut self, body: &Value) -> Reply {
        let name = text(body, "name").unwrap_or_default();
        if self.labels.contains_key(&name) {
            let mut reply = Reply::error(422, "Validation Failed");
            reply.body["errors"] =
                json!([{ "resource": "Label", "code": "already_exists", "field": "name" }]);
            return reply;
        }
        self.labels.insert(name.clone(), text(body, "color").unwrap_or_else(|| "ededed".to_owned()));
        Reply::new(201, self.shown_label(&name))
    }

    // --- pull requests ---

    pub(crate) fn pulls_of_commit(&self, sha: &str, query: &Query) -> Reply {
        if !self.commits.contains(sha) {
            return Reply::error(422, &format!("No commit found for SHA: {sha}"));
        }
        // Commits of forks are not listed with the pull request they are in.
        let owner = self.name.split('/').next().expect("an owner").to_owned();
        self.pulls_where(&format!("/commits/{sha}/pulls"), query, |pull| {
            pull.head_sha == sha && pull.head_owner == owner
        })
    }

    pub(crate) fn pulls(&self, query: &Query) -> Reply {
        let head = query.text("head").map(str::to_owned);
        self.pulls_where("/pulls", query, |pull| {
            head.as_deref().is_none_or(|head| head == format!("{}:{}", pull.head_owner, pull.head_branch))
        })
    }

    fn pulls_where(&self, path: &str, query: &Query, wanted: impl Fn(&PullRequest) -> bool) -> Reply {
        let state = query.text("state").unwrap_or("open");
        let found: Vec<Value> = self
            .issues
            .iter()
            .rev()
            .filter(|issue| state == "all" || issue.open == (state == "open"))
            .filter(|issue| issue.pull_request.as_ref().is_some_and(&wanted))
            .filter_map(|issue| issue.shown_as_pull(self))
            .collect();
        self.paged(path, query, &found, Value::clone)
    }

    pub(crate) fn pull(&self, number: u64) -> Reply {
        let found = self.issues.iter().find(|issue| issue.number == number);
        let shown = found.and_then(|issue| issue.shown_as_pull(self));
        shown.map_or_else(not_found, |pull| Reply::new(200, pull))
    }
}

impl Reply {
    fn created(mut self) -> Self {
        if self.status == 200 {
            self.status = 201;
        }
        self
    }
}
