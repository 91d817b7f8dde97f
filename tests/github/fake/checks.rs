//! Check runs (<https://docs.github.com/rest/checks/runs>).

use serde_json::{Value, json};

use super::http::Reply;
use super::repository::{Query, Repository, not_found, now, text};

/// A check run as GitHub keeps it.
#[derive(Debug, Clone, Default)]
pub(crate) struct CheckRun {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) head_sha: String,
    pub(crate) external_id: Option<String>,
    pub(crate) details_url: Option<String>,
    pub(crate) status: String,
    pub(crate) conclusion: Option<String>,
    pub(crate) started_at: Option<String>,
    pub(crate) completed_at: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) annotations: Vec<Value>,
    /// How many requests changed it after it was made.
    pub(crate) updates: u32,
}

impl CheckRun {
    /// `path:line level title`, in the order they came.
    pub(crate) fn places(&self) -> Vec<String> {
        let place = |annotation: &Value| {
            let path = annotation["path"].as_str().unwrap_or_default();
            format!("{path}:{}", annotation["start_line"])
        };
        self.annotations.iter().map(place).collect()
    }

    fn shown(&self, repository: &Repository) -> Value {
        let suite = self.head_sha.bytes().fold(5_u64, |sum, byte| sum * 31 % 9_999_991 + u64::from(byte));
        json!({
            "id": self.id, "name": self.name, "head_sha": self.head_sha, "status": self.status,
            "conclusion": self.conclusion, "external_id": self.external_id, "details_url": self.details_url,
            "html_url": repository.page(&format!("runs/{}", self.id)),
            "started_at": self.started_at, "completed_at": self.completed_at,
            "output": {
                "title": self.title, "summary": self.summary, "text": self.text,
                "annotations_count": self.annotations.len(),
                "annotations_url":
                    format!("{}/repos/{}/check-runs/{}/annotations", repository.base, repository.name, self.id),
            },
            "check_suite": { "id": suite },
            "app": { "id": 15368, "slug": "github-actions", "name": "GitHub Actions" },
        })
    }

    fn take(&mut self, body: &Value) {
        let set = |field: &mut Option<String>, value: Option<String>| {
            if value.is_some() {
                *field = value;
            }
        };
        if let Some(name) = text(body, "name") {
            self.name = name;
        }
        set(&mut self.external_id, text(body, "external_id"));
        set(&mut self.details_url, text(body, "details_url"));
        set(&mut self.started_at, text(body, "started_at"));
        set(&mut self.completed_at, text(body, "completed_at"));
        if let Some(status) = text(body, "status") {
            self.status = status;
        }
        if let Some(conclusion) = text(body, "conclusion") {
            self.conclusion = Some(conclusion);
            self.status = "completed".to_owned();
            self.completed_at.get_or_insert_with(now);
        } else if self.status != "completed" {
            self.conclusion = None;
        }
        let output = &body["output"];
        if output.is_object() {
            set(&mut self.title, text(output, "title"));
            set(&mut self.summary, text(output, "summary"));
            set(&mut self.text, text(output, "text"));
            // They are appended, whatever was there.
            self.annotations.extend(output["annotations"].as_array().into_iter().flatten().cloned());
        }
    }
}

impl Repository {
    pub(crate) fn create_check_run(&mut self, body: &Value) -> Reply {
        let head_sha = text(body, "head_sha").unwrap_or_default();
        if !self.commits.contains(&head_sha) {
            let message = format!("No commit found for SHA: {head_sha}");
            return Reply::error(422, &message);
        }
        let mut run =
            CheckRun { id: self.next_id(), head_sha, status: "queued".to_owned(), ..Default::default() };
        run.take(body);
        let shown = run.shown(self);
        self.checks.push(run);
        Reply::new(201, shown)
    }

    pub(crate) fn update_check_run(&mut self, id: u64, body: &Value) -> Reply {
        let Some(run) = self.checks.iter_mut().find(|run| run.id == id) else { return not_found() };
        let was_completed = run.status == "completed";
        run.take(body);
        run.updates += 1;
        let run = run.clone();
        if was_completed {
            self.violation(format!("check run {:?} was changed after it was concluded", run.name));
        }
        Reply::new(200, run.shown(self))
    }

    pub(crate) fn check_run(&self, id: u64) -> Reply {
        let found = self.checks.iter().find(|run| run.id == id);
        found.map_or_else(not_found, |run| Reply::new(200, run.shown(self)))
    }

    pub(crate) fn annotations(&self, id: u64, query: &Query) -> Reply {
        let Some(run) = self.checks.iter().find(|run| run.id == id) else { return not_found() };
        self.paged(&format!("/check-runs/{id}/annotations"), query, &run.annotations, Value::clone)
    }

    pub(crate) fn check_runs(&self, reference: &str, query: &Query) -> Reply {
        if !self.commits.contains(reference) {
            return Reply::error(422, &format!("No commit found for SHA: {reference}"));
        }
        let asked = |name: &str, value: &str| query.text(name).is_none_or(|asked| asked == value);
        let mut runs: Vec<&CheckRun> = self
            .checks
            .iter()
            .rev()
            .filter(|run| {
                run.head_sha == reference && asked("check_name", &run.name) && asked("status", &run.status)
            })
            .collect();
        if query.text("filter") != Some("all") {
            let mut seen = std::collections::BTreeSet::new();
            runs.retain(|run| seen.insert(run.name.clone()));
        }
        let mut reply =
            self.paged(&format!("/commits/{reference}/check-runs"), query, &runs, |run| run.shown(self));
        reply.body = json!({ "total_count": runs.len(), "check_runs": reply.body });
        reply
    }
}
