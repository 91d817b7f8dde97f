//! The one open issue about a thing, kept up to date and closed when the thing is gone
//! (<https://docs.github.com/rest/issues/issues>).

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use super::author::User;
use super::client::Client;
use super::comments;
use super::error::GithubError;
use super::labels::{self, Label};
use super::marker::Marker;
use super::route::encoded;

/// What the issue is to say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IssueText<'a> {
    /// Which issue it is; its state is the fingerprint of what is said.
    pub(crate) marker: &'a Marker,
    pub(crate) label: &'a str,
    pub(crate) title: &'a str,
    /// Begins with the marker.
    pub(crate) body: &'a str,
    /// The one comment when the fingerprint is another than before.
    pub(crate) changed: &'a str,
}

/// What became of the issue. `labelled` is false when GitHub dropped the label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeptIssue {
    Opened {
        number: u64,
        url: Option<String>,
        labelled: bool,
    },
    /// The same fingerprint: the text is fresh, and nobody was notified.
    Refreshed {
        number: u64,
        url: Option<String>,
        labelled: bool,
    },
    /// Another fingerprint: there is a new text, and one comment.
    Changed {
        number: u64,
        url: Option<String>,
        labelled: bool,
    },
}

impl KeptIssue {
    /// The page of the issue.
    pub(crate) fn into_url(self) -> Option<String> {
        match self {
            Self::Opened { url, .. } | Self::Refreshed { url, .. } | Self::Changed { url, .. } => url,
        }
    }
}

/// An issue as GitHub has it.
#[derive(Debug, Clone, Deserialize)]
struct Issue {
    number: u64,
    html_url: Option<String>,
    body: Option<String>,
    user: Option<User>,
    #[serde(default)]
    labels: Vec<Label>,
    /// Pull requests are listed as issues, too.
    pull_request: Option<IgnoredAny>,
}

/// Opens the issue, or brings the one that is open up to date.
///
/// # Errors
/// When GitHub does not let us (`issues: write`) or cannot be reached.
pub(crate) async fn keep(client: &Client, text: &IssueText<'_>) -> Result<KeptIssue, GithubError> {
    let Some(issue) = find(client, text.marker, text.label).await?.into_iter().next() else {
        return open(client, text).await;
    };
    match refresh(client, &issue, text).await {
        // Deleted or moved away meanwhile.
        Err(error) if error.is_gone() => open(client, text).await,
        other => other,
    }
}

/// Says `comment` at the open issue and closes it as completed; its number, `None` when there is no
/// open one. `closed_body` replaces its text.
///
/// # Errors
/// As `keep`.
pub(crate) async fn close(
    client: &Client,
    marker: &Marker,
    label: &str,
    comment: &str,
    closed_body: Option<&str>,
) -> Result<Option<u64>, GithubError> {
    let issues = find(client, marker, label).await?;
    for issue in &issues {
        match close_one(client, issue, comment, closed_body).await {
            Err(error) if error.is_gone() => tracing::debug!("{error}; issue {} is gone", issue.number),
            other => other?,
        }
    }
    Ok(issues.first().map(|issue| issue.number))
}

async fn close_one(
    client: &Client,
    issue: &Issue,
    comment: &str,
    closed_body: Option<&str>,
) -> Result<(), GithubError> {
    // An issue that is closed without a word is better than one that stays open.
    if let Err(error) = say(client, issue.number, comment).await {
        tracing::debug!("{error}");
    }
    let mut body = json!({ "state": "closed", "state_reason": "completed" });
    if let Some(text) = closed_body {
        body["body"] = text.into();
    }
    let route = client.route(&format!("/issues/{}", issue.number));
    client.patch::<IgnoredAny>("close the issue", &route, &body).await.map(|_| ())
}

async fn open(client: &Client, text: &IssueText<'_>) -> Result<KeptIssue, GithubError> {
    labels::ensure(client, text.label).await;
    let body = json!({ "title": text.title, "body": text.body, "labels": [text.label] });
    let stored = || async { Ok(find(client, text.marker, text.label).await?.into_iter().next()) };
    let issue: Issue = client.post("open the issue", &client.route("/issues"), &body, stored).await?;
    let labelled = labels::put(client, issue.number, &issue.labels, text.label).await;
    Ok(KeptIssue::Opened { number: issue.number, url: issue.html_url, labelled })
}

async fn refresh(client: &Client, issue: &Issue, text: &IssueText<'_>) -> Result<KeptIssue, GithubError> {
    let said = text.marker.state_of(issue.body.as_deref().unwrap_or_default()).map(str::to_owned);
    let changed = said.as_deref() != text.marker.state_of(&text.marker.to_string());
    let mut body = json!({ "body": text.body });
    if changed {
        // The comment first: after the text, nobody would know that it is missing.
        say(client, issue.number, text.changed).await?;
        body["title"] = text.title.into();
    }
    let number = issue.number;
    let route = client.route(&format!("/issues/{number}"));
    let updated: Issue = client.patch("update the issue", &route, &body).await?;
    let labelled = labels::put(client, number, &updated.labels, text.label).await;
    let url = updated.html_url;
    Ok(if changed {
        KeptIssue::Changed { number, url, labelled }
    } else {
        KeptIssue::Refreshed { number, url, labelled }
    })
}

/// One comment. After a lost answer it is there when it is the last thing that we said.
async fn say(client: &Client, issue: u64, text: &str) -> Result<(), GithubError> {
    let route = client.route(&format!("/issues/{issue}/comments"));
    let stored = || async {
        let last = comments::of_ours(client, issue).await?.pop();
        Ok(last.filter(|comment| comment.says(text)).map(|_| IgnoredAny))
    };
    let body = json!({ "body": text });
    client.post("comment on the issue", &route, &body, stored).await.map(|_: IgnoredAny| ())
}

/// The open issues of ours with this marker, oldest first: two runs at once may have opened one each.
/// A label may have been dropped, so without one by it, all issues of ours are looked through.
async fn find(client: &Client, marker: &Marker, label: &str) -> Result<Vec<Issue>, GithubError> {
    let author = client.author().await?;
    for filter in [format!("labels={}", encoded(label)), format!("creator={}", encoded(author.login()))] {
        let route = client.route(&format!("/issues?state=open&{filter}"));
        let mut issues = match client.pages::<Vec<Issue>, _>("look for the issue", &route).await {
            Ok(issues) => issues,
            // An account that GitHub does not know by this name has written none.
            Err(error) if error.is_invalid() => continue,
            Err(error) => return Err(error),
        };
        issues.retain(|issue| {
            issue.pull_request.is_none()
                && author.wrote(issue.user.as_ref())
                && issue.body.as_deref().is_some_and(|body| marker.marks(body))
        });
        issues.sort_by_key(|issue| issue.number);
        if issues.len() > 1 {
            tracing::debug!("{} open issues have our marker; the oldest is kept up to date", issues.len());
        }
        if !issues.is_empty() {
            return Ok(issues);
        }
    }
    Ok(Vec::new())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::scripted::{Scripted, Step, say};
    use super::*;

    fn marker(state: &str) -> Marker {
        Marker::new("drift", "ab12", Some(state.to_owned()))
    }

    fn text<'a>(marker: &'a Marker, body: &'a str) -> IssueText<'a> {
        IssueText { marker, label: "lockstep-drift", title: "drift", body, changed: "it changed" }
    }

    fn issue(number: u64, body: &str, labels: &[&str]) -> Value {
        let labels: Vec<Value> = labels.iter().map(|name| json!({"name": name})).collect();
        json!({"number": number, "html_url": null, "body": body, "labels": labels,
            "user": {"login": "github-actions[bot]", "type": "Bot"}})
    }

    fn list(issues: &[Value]) -> Step {
        say("200 OK", json!(issues))
    }

    fn ok(body: Value) -> Step {
        say("200 OK", body)
    }

    const BY_LABEL: &str = "GET /issues?state=open&labels=lockstep-drift&per_page=100";
    const BY_CREATOR: &str = "GET /issues?state=open&creator=github-actions%5Bbot%5D&per_page=100";

    #[tokio::test]
    async fn an_issue_is_opened_with_its_label_or_says_that_it_has_none() {
        let marker = marker("f1");
        let body = format!("{marker}\n\ntext");
        let opened = || say("201 Created", issue(3, &body, &[]));
        let mut pull_request = issue(2, &body, &["lockstep-drift"]);
        pull_request["pull_request"] = json!({});
        let missing = say("404 Not Found", json!({"message": "Not Found"}));
        let refused = || say("403 Forbidden", json!({"message": "Resource not accessible"}));
        let steps = [list(&[pull_request]), list(&[]), missing, refused(), opened(), refused()];
        let server = Scripted::start(steps).await;
        let kept = keep(&server.client(20), &text(&marker, &body)).await.expect("opened");
        assert_eq!(kept, KeptIssue::Opened { number: 3, url: None, labelled: false });
        let labels = ["GET /labels/lockstep-drift", "POST /labels"];
        let lines = [BY_LABEL, BY_CREATOR, labels[0], labels[1], "POST /issues", "POST /issues/3/labels"];
        assert_eq!(server.lines(), lines);
    }

    #[tokio::test]
    async fn the_same_drift_refreshes_the_text_and_notifies_nobody() {
        let marker = marker("f1");
        let body = format!("{marker}\n\nchecked later");
        let before = issue(3, &format!("{marker}\n\nchecked"), &["Lockstep-Drift"]);
        let server = Scripted::start([list(std::slice::from_ref(&before)), ok(before)]).await;
        let kept = keep(&server.client(20), &text(&marker, &body)).await.expect("refreshed");
        assert_eq!(kept, KeptIssue::Refreshed { number: 3, url: None, labelled: true });
        assert_eq!(server.lines(), [BY_LABEL, "PATCH /issues/3"]);
        assert_eq!(server.asked()[1].body, json!({"body": body}));
    }

    #[tokio::test]
    async fn another_drift_is_one_comment_and_a_new_text() {
        let (old, new) = (marker("f1"), marker("f2"));
        let body = format!("{new}\n\ntext");
        let before = issue(3, &old.to_string(), &["lockstep-drift"]);
        // The label was taken off, so it is found by who wrote it. The comment's answer is lost, but
        // it is the last thing that we said.
        let comment = json!([{"id": 1, "body": "it changed", "user": {"login": "x", "type": "Bot"}}]);
        let server = Scripted::start([
            list(&[]),
            list(&[issue(9, &old.to_string(), &[]), before.clone()]),
            Step::Hang,
            ok(comment),
            ok(before),
        ])
        .await;
        let kept = keep(&server.client(20), &text(&new, &body)).await.expect("changed");
        assert_eq!(kept, KeptIssue::Changed { number: 3, url: None, labelled: true });
        let say = ["POST /issues/3/comments", "GET /issues/3/comments?per_page=100"];
        assert_eq!(server.lines(), [BY_LABEL, BY_CREATOR, say[0], say[1], "PATCH /issues/3"]);
        assert_eq!(server.asked()[4].body, json!({"body": body, "title": "drift"}));
    }

    #[tokio::test]
    async fn an_issue_that_was_deleted_meanwhile_is_opened_anew() {
        let marker = marker("f1");
        let body = marker.to_string();
        let gone = say("410 Gone", json!({"message": "This issue was deleted"}));
        let labelled = issue(4, &body, &["lockstep-drift"]);
        let steps = [list(&[issue(3, &body, &[])]), gone, ok(json!({})), say("201 Created", labelled)];
        let server = Scripted::start(steps).await;
        let kept = keep(&server.client(20), &text(&marker, &body)).await.expect("opened");
        assert_eq!(kept, KeptIssue::Opened { number: 4, url: None, labelled: true });
    }

    #[tokio::test]
    async fn a_drift_that_is_gone_closes_all_its_issues_with_a_word() {
        let marker = marker("f1");
        let ours = |number| issue(number, &marker.to_string(), &["lockstep-drift"]);
        let said = || say("201 Created", json!({"id": 1}));
        let steps = [list(&[ours(8), ours(3)]), said(), ok(json!({})), said(), ok(json!({}))];
        let server = Scripted::start(steps).await;
        let client = server.client(20);
        let closed = close(&client, &marker, "lockstep-drift", "gone", Some("new text")).await;
        assert_eq!(closed.expect("closed"), Some(3));
        let close_of =
            |number| [format!("POST /issues/{number}/comments"), format!("PATCH /issues/{number}")];
        assert_eq!(server.lines()[1..], [close_of(3), close_of(8)].concat());
        let body = json!({"state": "closed", "state_reason": "completed", "body": "new text"});
        assert_eq!(server.asked()[2].body, body);

        let server = Scripted::start([list(&[]), list(&[])]).await;
        let closed = close(&server.client(20), &marker, "lockstep-drift", "gone", None).await;
        assert_eq!(closed.expect("nothing to close"), None);
    }
}
