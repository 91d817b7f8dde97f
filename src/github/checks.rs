//! Check runs: what stands beside a commit (<https://docs.github.com/rest/checks/runs>).

use std::time::{Duration, Instant, SystemTime};

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::annotations;
use super::client::Client;
use super::error::GithubError;
use super::route::encoded;

/// Characters of `summary` and of `text`.
pub(crate) const LONGEST_TEXT: usize = 65_535;
/// Annotations that one request may carry.
pub(crate) const MOST_ANNOTATIONS: usize = 50;
/// What annotations leave of the time for the conclusion.
const FOR_CONCLUSION: Duration = Duration::from_secs(20);

/// What the page of a check run shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct CheckOutput {
    pub(crate) title: String,
    /// Markdown.
    pub(crate) summary: String,
}

/// A finding at a line of a file. All of it is shown as plain text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Annotation {
    /// Relative to the repository's root.
    pub(crate) path: String,
    pub(crate) start_line: u32,
    pub(crate) end_line: u32,
    /// Only with `start_line == end_line`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) start_column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) end_column: Option<u32>,
    pub(crate) annotation_level: AnnotationLevel,
    pub(crate) message: String,
    /// At most 255 characters.
    pub(crate) title: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AnnotationLevel {
    Notice,
    Warning,
    Failure,
}

/// How a check run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Conclusion {
    Success,
    Failure,
    Neutral,
    Cancelled,
    Skipped,
}

/// What a check run is made with. It starts in progress.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewCheck<'a> {
    /// Unique among the checks of a commit, and clear without its workflow: GitHub may list it below
    /// another one's.
    pub(crate) name: &'a str,
    pub(crate) head_sha: &'a str,
    /// By which the run is known again; the number and the attempt of the workflow's run.
    pub(crate) external_id: &'a str,
    pub(crate) details_url: Option<&'a str>,
    pub(crate) output: &'a CheckOutput,
}

/// A check run that exists.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct CheckRun {
    pub(crate) id: u64,
    /// Its page.
    #[serde(rename = "html_url")]
    pub(crate) url: Option<String>,
}

/// Makes a check run in progress.
///
/// # Errors
/// When the token may not (`checks: write`), or GitHub cannot be reached.
pub(crate) async fn open(client: &Client, check: &NewCheck<'_>) -> Result<CheckRun, GithubError> {
    let mut body = json!({
        "name": check.name,
        "head_sha": check.head_sha,
        "external_id": check.external_id,
        "status": "in_progress",
        "started_at": now(),
        "output": check.output,
    });
    if let Some(url) = check.details_url {
        body["details_url"] = url.into();
    }
    let stored = || find(client, check);
    client.post("create the check run", &client.route("/check-runs"), &body, stored).await
}

/// Shows how far it got.
pub(crate) async fn update(client: &Client, run: &CheckRun, output: &CheckOutput) -> Result<(), GithubError> {
    let body = json!({ "status": "in_progress", "output": output });
    let route = client.route(&format!("/check-runs/{}", run.id));
    client.patch::<IgnoredAny>("update the check run", &route, &body).await.map(|_| ())
}

/// Adds the annotations, as many as GitHub takes, and concludes the run in any case.
///
/// # Errors
/// When the run could not be concluded. Annotations that could not be added are only logged.
pub(crate) async fn conclude(
    client: &Client,
    run: &CheckRun,
    conclusion: Conclusion,
    output: &CheckOutput,
    annotations: &[Annotation],
) -> Result<(), GithubError> {
    let reserved = client.left() / 2;
    let adding = client.until(Instant::now() + client.left().saturating_sub(reserved.min(FOR_CONCLUSION)));
    annotations::add(&adding, run.id, output, annotations).await;
    let what = "conclude the check run";
    let route = client.route(&format!("/check-runs/{}", run.id));
    let mut body = json!({ "status": "completed", "conclusion": conclusion, "completed_at": now() });
    let bare = body.clone();
    body["output"] = json!(output);
    match client.patch::<IgnoredAny>(what, &route, &body).await {
        // A text that GitHub does not take must not leave the run open.
        Err(error) if error.is_invalid() => client.patch::<IgnoredAny>(what, &route, &bare).await,
        other => other,
    }
    .map(|_| ())
}

/// The run that a request made whose answer was lost.
async fn find(client: &Client, check: &NewCheck<'_>) -> Result<Option<CheckRun>, GithubError> {
    let (sha, name) = (encoded(check.head_sha), encoded(check.name));
    let route = client.route(&format!("/commits/{sha}/check-runs?check_name={name}&filter=all"));
    let runs = client.pages::<Page, _>("look for the check run", &route).await?;
    let ours = runs.into_iter().find(|run| run.external_id.as_deref() == Some(check.external_id));
    Ok(ours.map(|found| found.run))
}

#[derive(Deserialize)]
struct Page {
    check_runs: Vec<Found>,
}

#[derive(Deserialize)]
struct Found {
    external_id: Option<String>,
    #[serde(flatten)]
    run: CheckRun,
}

impl From<Page> for Vec<Found> {
    fn from(page: Page) -> Self {
        page.check_runs
    }
}

/// This moment, as GitHub writes it.
fn now() -> String {
    humantime::format_rfc3339_seconds(SystemTime::now()).to_string()
}
