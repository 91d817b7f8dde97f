//! Deployments (<https://docs.github.com/rest/deployments>).

use serde_json::{Value, json};

use super::http::Reply;
use super::repository::{Account, Query, Repository, not_found, text};

/// A deployment and its statuses.
#[derive(Debug, Clone)]
pub(crate) struct Deployment {
    pub(crate) id: u64,
    pub(crate) sha: String,
    pub(crate) environment: String,
    pub(crate) task: String,
    pub(crate) description: Option<String>,
    pub(crate) payload: Value,
    pub(crate) creator: Account,
    pub(crate) production: bool,
    pub(crate) transient: bool,
    /// The newest last.
    pub(crate) statuses: Vec<Status>,
}

#[derive(Debug, Clone)]
pub(crate) struct Status {
    pub(crate) id: u64,
    pub(crate) state: String,
    pub(crate) description: String,
    pub(crate) log_url: String,
    pub(crate) environment_url: String,
}

impl Deployment {
    /// The states it went through.
    pub(crate) fn states(&self) -> Vec<&str> {
        self.statuses.iter().map(|status| status.state.as_str()).collect()
    }

    fn shown(&self, repository: &Repository) -> Value {
        json!({
            "id": self.id, "sha": self.sha, "ref": self.sha, "task": self.task, "environment": self.environment,
            "original_environment": self.environment, "description": self.description, "payload": self.payload,
            "creator": self.creator.shown(), "production_environment": self.production,
            "transient_environment": self.transient,
            "statuses_url":
                format!("{}/repos/{}/deployments/{}/statuses", repository.base, repository.name, self.id),
        })
    }

    fn status_shown(&self, status: &Status) -> Value {
        let mut shown = json!({
            "id": status.id, "state": status.state, "description": status.description,
            "environment": self.environment, "creator": self.creator.shown(),
        });
        let urls = [("environment_url", &status.environment_url), ("log_url", &status.log_url)];
        for (name, url) in urls.into_iter().chain([("target_url", &status.log_url)]) {
            if !url.is_empty() {
                shown[name] = json!(url);
            }
        }
        shown
    }
}

impl Repository {
    pub(crate) fn create_deployment(&mut self, body: &Value) -> Reply {
        let reference = text(body, "ref").unwrap_or_default();
        if !self.commits.contains(&reference) {
            return Reply::error(422, &format!("No ref found for: {reference}"));
        }
        if body["auto_merge"] != false {
            self.violation("a deployment without `auto_merge: false` may merge branches");
        }
        // Without a list all contexts must be green; one with names, those.
        let unfinished = self
            .checks
            .iter()
            .filter(|run| run.head_sha == reference && run.conclusion.as_deref() != Some("success"))
            .find(|run| match body["required_contexts"].as_array() {
                None => true,
                Some(names) => names.contains(&json!(run.name)),
            });
        if let Some(run) = unfinished {
            let mut reply =
                Reply::error(409, &format!("Conflict: Commit status checks failed for {reference}."));
            reply.body["errors"] = json!([{
                "resource": "Deployment", "field": "required_contexts", "code": "invalid",
                "contexts": [{ "context": run.name, "state": run.status }],
            }]);
            return reply;
        }
        let environment = text(body, "environment").unwrap_or_else(|| "production".to_owned());
        let deployment = Deployment {
            id: self.next_id(),
            sha: reference,
            production: body["production_environment"].as_bool().unwrap_or(environment == "production"),
            transient: body["transient_environment"] == true,
            environment,
            task: text(body, "task").unwrap_or_else(|| "deploy".to_owned()),
            description: text(body, "description"),
            payload: if body["payload"].is_null() { json!({}) } else { body["payload"].clone() },
            creator: self.viewer.clone(),
            statuses: Vec::new(),
        };
        let shown = deployment.shown(self);
        self.deployments.push(deployment);
        Reply::new(201, shown)
    }

    pub(crate) fn deployment(&self, id: u64) -> Reply {
        let found = self.deployments.iter().find(|deployment| deployment.id == id);
        found.map_or_else(not_found, |deployment| Reply::new(200, deployment.shown(self)))
    }

    pub(crate) fn list_deployments(&self, query: &Query) -> Reply {
        let asked = |name: &str, value: &str| query.text(name).is_none_or(|asked| asked == value);
        let found: Vec<&Deployment> = self
            .deployments
            .iter()
            .rev()
            .filter(|deployment| {
                asked("sha", &deployment.sha)
                    && asked("ref", &deployment.sha)
                    && asked("task", &deployment.task)
                    && asked("environment", &deployment.environment)
            })
            .collect();
        self.paged("/deployments", query, &found, |deployment| deployment.shown(self))
    }

    pub(crate) fn create_status(&mut self, id: u64, body: &Value) -> Reply {
        let next = self.next_id();
        let Some(index) = self.deployments.iter().position(|deployment| deployment.id == id) else {
            return not_found();
        };
        let field = |name: &str| text(body, name).unwrap_or_default();
        let status = Status {
            id: next,
            state: field("state"),
            description: field("description"),
            log_url: text(body, "log_url").unwrap_or_else(|| field("target_url")),
            environment_url: field("environment_url"),
        };
        let shown = self.deployments[index].status_shown(&status);
        let succeeded = status.state == "success";
        self.deployments[index].statuses.push(status.clone());
        if succeeded && body["auto_inactive"] != false {
            self.deactivate(index);
        }
        Reply::new(201, shown)
    }

    /// A success makes the earlier deployments of the environment inactive, but for transient and production
    /// ones.
    fn deactivate(&mut self, index: usize) {
        let environment = self.deployments[index].environment.clone();
        for at in 0..index {
            let id = self.next_id();
            let earlier = &mut self.deployments[at];
            let last = earlier.statuses.last().cloned();
            if let Some(last) = last.filter(|last| last.state == "success")
                && earlier.environment == environment
                && !earlier.production
                && !earlier.transient
            {
                earlier.statuses.push(Status { id, state: "inactive".to_owned(), ..last });
            }
        }
    }

    pub(crate) fn list_statuses(&self, id: u64, query: &Query) -> Reply {
        let Some(deployment) = self.deployments.iter().find(|deployment| deployment.id == id) else {
            return not_found();
        };
        let newest: Vec<&Status> = deployment.statuses.iter().rev().collect();
        self.paged(&format!("/deployments/{id}/statuses"), query, &newest, |status| {
            deployment.status_shown(status)
        })
    }
}
