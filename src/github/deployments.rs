//! Deployments: what stands on an environment's page (<https://docs.github.com/rest/deployments>).

use std::time::SystemTime;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::client::Client;
use super::error::GithubError;
use super::route::encoded;

/// The key in a payload that says that lockstep made the deployment.
const MARK: &str = "lockstep";
/// A commit has few deployments; of a wall of them, the newest are looked at.
const MOST_LOOKED_AT: usize = 20;

/// How a deployment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DeploymentState {
    InProgress,
    Success,
    Failure,
    Error,
}

/// What is deployed where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewDeployment<'a> {
    pub(crate) environment: &'a str,
    pub(crate) sha: &'a str,
    /// At most 140 characters.
    pub(crate) description: &'a str,
    /// The page of the workflow's run.
    pub(crate) log_url: Option<&'a str>,
    /// What the environment's page links to.
    pub(crate) environment_url: Option<&'a str>,
}

/// How a deployment goes on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DeploymentStatus<'a> {
    pub(crate) state: DeploymentState,
    /// At most 140 characters.
    pub(crate) description: &'a str,
    pub(crate) log_url: Option<&'a str>,
    pub(crate) environment_url: Option<&'a str>,
}

/// A deployment that exists.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Deployment {
    pub(crate) id: u64,
}

/// A deployment as GitHub lists it.
#[derive(Debug, Deserialize)]
struct Listed {
    #[serde(flatten)]
    deployment: Deployment,
    #[serde(default)]
    payload: Value,
}

#[derive(Debug, Deserialize)]
struct ListedStatus {
    state: String,
    log_url: Option<String>,
    description: Option<String>,
}

/// Whether GitHub itself made a deployment of this commit for this run, as it does when a job of it
/// names an environment.
///
/// # Errors
/// When GitHub does not let us or cannot be reached.
pub(crate) async fn made_by_run(client: &Client, sha: &str, run_id: &str) -> Result<bool, GithubError> {
    let listed = of_commit(client, sha).await?;
    let others = listed.iter().filter(|listed| mark_of(&listed.payload).is_none());
    for listed in others.take(MOST_LOOKED_AT) {
        let statuses = statuses(client, &listed.deployment).await?;
        let urls = statuses.iter().filter_map(|status| status.log_url.as_deref());
        if urls.into_iter().any(|url| names_run(url, run_id)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Makes a deployment that is in progress.
///
/// # Errors
/// When the token may not (`deployments: write`), or GitHub cannot be reached.
pub(crate) async fn begin(
    client: &Client,
    deployment: &NewDeployment<'_>,
) -> Result<Deployment, GithubError> {
    // By the mark it is known again after a lost answer: no two begin in the same microsecond of a run.
    let moment = humantime::format_rfc3339_micros(SystemTime::now());
    let mark = format!("{} {moment}", deployment.log_url.unwrap_or_default());
    let body = json!({
        "ref": deployment.sha,
        "environment": deployment.environment,
        "description": deployment.description,
        "task": "deploy",
        "auto_merge": false,
        "required_contexts": [],
        "payload": { MARK: mark },
    });
    let stored = || async {
        let listed = of_commit(client, deployment.sha).await?;
        let ours = listed.into_iter().find(|listed| mark_of(&listed.payload).as_deref() == Some(&mark));
        Ok(ours.map(|listed| listed.deployment))
    };
    let route = client.route("/deployments");
    let made: Deployment = client.post("make the deployment", &route, &body, stored).await?;
    let status = DeploymentStatus {
        state: DeploymentState::InProgress,
        description: deployment.description,
        log_url: deployment.log_url,
        environment_url: deployment.environment_url,
    };
    // How it ends counts for more than that it began.
    if let Err(error) = end(client, &made, &status).await {
        tracing::debug!("{error}");
    }
    Ok(made)
}

/// Says how a deployment goes on, or how it ended.
///
/// # Errors
/// As `begin`.
pub(crate) async fn end(
    client: &Client,
    deployment: &Deployment,
    status: &DeploymentStatus<'_>,
) -> Result<(), GithubError> {
    let mut body = json!({ "state": status.state, "description": status.description });
    for (name, url) in [("log_url", status.log_url), ("environment_url", status.environment_url)] {
        if let Some(url) = url {
            body[name] = url.into();
        }
    }
    let state = body["state"].clone();
    let stored = || async {
        let newest = statuses(client, deployment).await?.into_iter().next();
        let ours = newest.filter(|newest| {
            state == newest.state.as_str() && newest.description.as_deref() == Some(status.description)
        });
        Ok(ours.map(|_| IgnoredAny))
    };
    let route = client.route(&format!("/deployments/{}/statuses", deployment.id));
    client.post("set the status of the deployment", &route, &body, stored).await.map(|_: IgnoredAny| ())
}

async fn of_commit(client: &Client, sha: &str) -> Result<Vec<Listed>, GithubError> {
    let route = client.route(&format!("/deployments?sha={}", encoded(sha)));
    client.pages::<Vec<Listed>, _>("read the deployments of the commit", &route).await
}

/// Newest first.
async fn statuses(client: &Client, deployment: &Deployment) -> Result<Vec<ListedStatus>, GithubError> {
    let route = client.route(&format!("/deployments/{}/statuses", deployment.id));
    client.pages::<Vec<ListedStatus>, _>("read the statuses of the deployment", &route).await
}

/// The mark of a deployment that lockstep made. A payload is an object, or the text of one.
fn mark_of(payload: &Value) -> Option<String> {
    let parsed = payload.as_str().and_then(|text| serde_json::from_str(text).ok());
    let payload: &Value = parsed.as_ref().unwrap_or(payload);
    payload.get(MARK)?.as_str().map(str::to_owned)
}

/// Whether an address is below the page of this run: `…/actions/runs/42/job/7`.
fn names_run(url: &str, run_id: &str) -> bool {
    let mut parts = url.split(['/', '?', '#']);
    parts.by_ref().any(|part| part == "runs") && parts.next() == Some(run_id)
}

#[cfg(test)]
mod tests {
    use super::super::scripted::{Scripted, Step, say};
    use super::*;

    const RUN: &str = "https://github.example/acme/shop/actions/runs/42";

    fn ok(body: &Value) -> Step {
        say("200 OK", body.clone())
    }

    #[tokio::test]
    async fn what_github_made_for_the_job_is_told_from_our_own() {
        let ours = json!({"id": 2, "payload": "{\"lockstep\": \"x\"}"});
        let githubs = json!({"id": 3, "payload": {}});
        let status = |run: &str| json!([{"state": "in_progress", "log_url": run, "description": ""}]);
        let list = ok(&json!([ours, githubs]));
        let server = Scripted::start([list.clone(), ok(&status(&format!("{RUN}/job/7")))]).await;
        assert!(made_by_run(&server.client(20), "ab12", "42").await.expect("read"));
        let lines = ["GET /deployments?sha=ab12&per_page=100", "GET /deployments/3/statuses?per_page=100"];
        assert_eq!(server.lines(), lines);
        let server = Scripted::start([list, ok(&status(&format!("{RUN}0/job/7")))]).await;
        assert!(!made_by_run(&server.client(20), "ab12", "42").await.expect("read"));
    }

    #[tokio::test]
    async fn a_deployment_waits_for_no_other_checks_and_begins() {
        let new = NewDeployment {
            environment: "staging",
            sha: "ab12",
            description: "2 migrations",
            log_url: Some(RUN),
            environment_url: None,
        };
        let made = say("201 Created", json!({"id": 5}));
        let server = Scripted::start([made, say("201 Created", json!({"id": 6}))]).await;
        let client = server.client(20);
        let deployment = begin(&client, &new).await.expect("made");
        assert_eq!(deployment, Deployment { id: 5 });
        let asked = server.asked();
        assert_eq!(
            (&asked[0].body["auto_merge"], &asked[0].body["required_contexts"]),
            (&json!(false), &json!([]))
        );
        assert!(mark_of(&asked[0].body["payload"]).expect("a mark").starts_with(RUN));
        assert_eq!(server.lines(), ["POST /deployments", "POST /deployments/5/statuses"]);
        let status = json!({"state": "in_progress", "description": "2 migrations", "log_url": RUN});
        assert_eq!(asked[1].body, status);
    }

    #[tokio::test]
    async fn a_status_whose_answer_was_lost_is_read() {
        let newest = json!([
            {"state": "success", "log_url": null, "description": "done"},
            {"state": "in_progress", "log_url": null, "description": "2 migrations"},
        ]);
        let server = Scripted::start([Step::Hang, ok(&newest)]).await;
        let status = DeploymentStatus {
            state: DeploymentState::Success,
            description: "done",
            log_url: None,
            environment_url: None,
        };
        end(&server.client(20), &Deployment { id: 5 }, &status).await.expect("found");
        assert_eq!(server.lines().len(), 2);
    }
}
