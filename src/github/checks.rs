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

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::scripted::{Scripted, Step, say};
    use super::*;

    fn output() -> CheckOutput {
        CheckOutput { title: "1 of 3 applied".into(), summary: "**text**".into() }
    }

    fn annotations(count: u32) -> Vec<Annotation> {
        let at = |line| Annotation {
            path: "a.sql".into(),
            start_line: line,
            end_line: line,
            start_column: None,
            end_column: None,
            annotation_level: AnnotationLevel::Failure,
            message: "text".into(),
            title: "title".into(),
        };
        (1..=count).map(at).collect()
    }

    const RUN: CheckRun = CheckRun { id: 7, url: None };

    fn ok() -> Step {
        say("200 OK", json!({"id": 7, "output": {"annotations_count": 0}}))
    }

    fn invalid() -> Step {
        say("422 Unprocessable Entity", json!({"message": "Validation Failed"}))
    }

    fn lines_of(body: &Value) -> Option<(u64, u64)> {
        let batch = body["output"]["annotations"].as_array()?;
        Some((batch.first()?["start_line"].as_u64()?, batch.last()?["start_line"].as_u64()?))
    }

    #[tokio::test]
    async fn a_run_whose_answer_was_lost_is_found_by_its_external_id() {
        let check = NewCheck {
            name: "lockstep / a&b",
            head_sha: "ab12",
            external_id: "42.1",
            details_url: Some("https://github.example/run"),
            output: &output(),
        };
        let others = json!({"total_count": 2, "check_runs": [
            {"id": 1, "external_id": "42.0", "html_url": null},
            {"id": 7, "external_id": "42.1", "html_url": "https://github.example/7"},
        ]});
        let server = Scripted::start([Step::Hang, say("200 OK", others)]).await;
        let run = open(&server.client(20), &check).await.expect("found");
        assert_eq!(run, CheckRun { id: 7, url: Some("https://github.example/7".into()) });
        let found = "GET /commits/ab12/check-runs?check_name=lockstep%20%2F%20a%26b&filter=all&per_page=100";
        assert_eq!(server.lines(), ["POST /check-runs", found]);
        let body = &server.asked()[0].body;
        assert_eq!((&body["status"], &body["external_id"]), (&json!("in_progress"), &json!("42.1")));
        assert_eq!(body["output"], json!({"title": "1 of 3 applied", "summary": "**text**"}));
    }

    #[tokio::test]
    async fn annotations_come_in_batches_and_the_conclusion_last() {
        let server = Scripted::start([ok(), ok(), ok(), ok()]).await;
        let client = server.client(60);
        conclude(&client, &RUN, Conclusion::Failure, &output(), &annotations(120)).await.expect("concluded");
        let bodies: Vec<Value> = server.asked().into_iter().map(|asked| asked.body).collect();
        assert_eq!(lines_of(&bodies[0]), Some((1, 50)));
        assert_eq!(lines_of(&bodies[2]), Some((101, 120)));
        assert!(bodies[..3].iter().all(|body| body["status"] == "in_progress"), "{bodies:?}");
        let last = &bodies[3];
        assert_eq!((&last["status"], &last["conclusion"]), (&json!("completed"), &json!("failure")));
        assert_eq!(last["output"]["summary"], "**text**");
        assert_eq!(lines_of(last), None);
    }

    #[tokio::test]
    async fn a_batch_that_was_stored_is_not_appended_again() {
        let count = |count| say("200 OK", json!({"output": {"annotations_count": count}}));
        let fault = || say("502 Bad Gateway", "");
        // The answer to the second batch is lost, but it was stored; so is the answer to the
        // conclusion, which may simply be said again.
        let server = Scripted::start([ok(), fault(), count(60), fault(), ok()]).await;
        let conclusion =
            conclude(&server.client(60), &RUN, Conclusion::Neutral, &output(), &annotations(60)).await;
        assert!(conclusion.is_ok(), "{conclusion:?}");
        let lines = server.lines();
        let (patch, get) = ("PATCH /check-runs/7", "GET /check-runs/7");
        assert_eq!(lines, [patch, patch, get, patch, patch]);
    }

    #[tokio::test]
    async fn one_annotation_that_github_does_not_take_costs_no_other() {
        // Of three, the second is at fault: all, the first, the other two, each of them.
        let steps = [invalid(), ok(), invalid(), invalid(), ok(), ok()];
        let server = Scripted::start(steps).await;
        let conclusion =
            conclude(&server.client(60), &RUN, Conclusion::Failure, &output(), &annotations(3)).await;
        assert!(conclusion.is_ok(), "{conclusion:?}");
        let asked: Vec<_> = server.asked().iter().map(|asked| lines_of(&asked.body)).collect();
        assert_eq!(asked, [Some((1, 3)), Some((1, 1)), Some((2, 3)), Some((2, 2)), Some((3, 3)), None]);
    }

    #[tokio::test]
    async fn a_run_is_concluded_even_without_its_text() {
        let server = Scripted::start([invalid(), ok()]).await;
        conclude(&server.client(60), &RUN, Conclusion::Success, &output(), &[]).await.expect("concluded");
        let body = &server.asked()[1].body;
        assert_eq!((&body["conclusion"], &body["output"]), (&json!("success"), &Value::Null));
    }
}
