//! The one comment on a pull request that is kept up to date
//! (<https://docs.github.com/rest/issues/comments>; a pull request is an issue, too).

use serde::Deserialize;
use serde_json::json;

use super::author::User;
use super::client::Client;
use super::error::GithubError;
use super::marker::Marker;

/// What became of the comment; with its address, where GitHub said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kept {
    Created {
        url: Option<String>,
    },
    Updated {
        url: Option<String>,
    },
    /// It says the same already.
    Unchanged {
        url: Option<String>,
    },
}

impl Kept {
    /// The page of the comment.
    pub(crate) fn into_url(self) -> Option<String> {
        match self {
            Self::Created { url } | Self::Updated { url } | Self::Unchanged { url } => url,
        }
    }
}

/// A comment as GitHub has it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Comment {
    id: u64,
    #[serde(default)]
    body: Option<String>,
    html_url: Option<String>,
    user: Option<User>,
}

impl Comment {
    /// GitHub may store line ends and the white space at the end its own way.
    pub(super) fn says(&self, body: &str) -> bool {
        let lines = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
        lines(self.body.as_deref().unwrap_or_default()) == lines(body)
    }

    /// Whether it says the same, or its marker has the state of this body's: then they differ in nothing that
    /// matters.
    fn is_like(&self, marker: &Marker, body: &str) -> bool {
        let said = self.body.as_deref().and_then(|said| marker.state_of(said));
        self.says(body) || (said.is_some() && said == marker.state_of(body))
    }
}

/// Makes the comment that this marks say `body`, and makes it when there is none. The marker that `body` begins with
/// has a state, and a comment of the same state is left as it is.
///
/// # Errors
/// When GitHub does not let us or cannot be reached.
pub(crate) async fn keep(
    client: &Client,
    pull_request: u64,
    marker: &Marker,
    body: &str,
) -> Result<Kept, GithubError> {
    match keep_if_there(client, pull_request, marker, body).await? {
        Some(kept) => Ok(kept),
        None => create(client, pull_request, marker, body).await,
    }
}

/// As `keep`, but makes none: for a run that has nothing to say.
pub(crate) async fn keep_if_there(
    client: &Client,
    pull_request: u64,
    marker: &Marker,
    body: &str,
) -> Result<Option<Kept>, GithubError> {
    let Some(comment) = find(client, pull_request, marker).await? else { return Ok(None) };
    if comment.is_like(marker, body) {
        return Ok(Some(Kept::Unchanged { url: comment.html_url }));
    }
    match update(client, &comment, body).await {
        Ok(comment) => Ok(Some(Kept::Updated { url: comment.html_url })),
        // Deleted meanwhile.
        Err(error) if error.is_gone() => Ok(None),
        Err(error) => Err(error),
    }
}

async fn create(
    client: &Client,
    pull_request: u64,
    marker: &Marker,
    body: &str,
) -> Result<Kept, GithubError> {
    let route = client.route(&format!("/issues/{pull_request}/comments"));
    let what = "comment on the pull request";
    let stored = || find(client, pull_request, marker);
    let mut comment: Comment = client.post(what, &route, &json!({ "body": body }), stored).await?;
    if !comment.is_like(marker, body) {
        // What was found after a lost answer is another run's.
        comment = update(client, &comment, body).await?;
    }
    Ok(Kept::Created { url: comment.html_url })
}

async fn update(client: &Client, comment: &Comment, body: &str) -> Result<Comment, GithubError> {
    let route = client.route(&format!("/issues/comments/{}", comment.id));
    client.patch("update the comment on the pull request", &route, &json!({ "body": body })).await
}

/// The oldest comment of ours with this marker: two runs at once may have made one each.
async fn find(client: &Client, pull_request: u64, marker: &Marker) -> Result<Option<Comment>, GithubError> {
    let mut ours = of_ours(client, pull_request).await?;
    ours.retain(|comment| comment.body.as_deref().is_some_and(|body| marker.marks(body)));
    if ours.len() > 1 {
        tracing::debug!("{} comments have our marker; the oldest is kept up to date", ours.len());
    }
    Ok(ours.into_iter().next())
}

/// The comments on an issue or a pull request that our own account wrote, oldest first.
pub(super) async fn of_ours(client: &Client, issue: u64) -> Result<Vec<Comment>, GithubError> {
    let author = client.author().await?;
    let route = client.route(&format!("/issues/{issue}/comments"));
    let mut comments = client.pages::<Vec<Comment>, _>("read the comments", &route).await?;
    comments.retain(|comment| author.wrote(comment.user.as_ref()));
    comments.sort_by_key(|comment| comment.id);
    Ok(comments)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::scripted::{Scripted, Step, say};
    use super::*;

    fn marker() -> Marker {
        Marker::new("comment", "ab12", None)
    }

    fn comment(id: u64, sort: &str, body: &str) -> Value {
        let user = json!({"login": "someone", "type": sort});
        json!({"id": id, "body": body, "html_url": format!("https://github.example/{id}"), "user": user})
    }

    fn list(comments: &[Value]) -> Step {
        say("200 OK", json!(comments))
    }

    fn url(id: u64) -> Option<String> {
        Some(format!("https://github.example/{id}"))
    }

    const LIST: &str = "GET /issues/5/comments?per_page=100";

    #[tokio::test]
    async fn a_comment_of_the_same_state_is_left_as_it_is() {
        let marker = marker().with_state("ab".into());
        let stored = comment(9, "Bot", &format!("{marker}\nof an earlier run"));
        let server = Scripted::start([list(&[stored])]).await;
        let kept =
            keep(&server.client(20), 5, &marker, &format!("{marker}\nof this run")).await.expect("read");
        assert_eq!(kept, Kept::Unchanged { url: url(9) });
        assert_eq!(server.lines(), [LIST]);
    }

    #[tokio::test]
    async fn a_comment_is_made_once_and_only_changed_when_it_says_something_else() {
        let text = format!("{}\n\nred", marker());
        let made = say("201 Created", comment(9, "Bot", &text));
        let server = Scripted::start([list(&[]), made]).await;
        let kept = keep(&server.client(20), 5, &marker(), &text).await.expect("made");
        assert_eq!(kept, Kept::Created { url: url(9) });
        assert_eq!(server.lines(), [LIST, "POST /issues/5/comments"]);

        let stored = comment(9, "Bot", &text.replace('\n', "\r\n"));
        let server = Scripted::start([list(&[stored])]).await;
        let kept = keep(&server.client(20), 5, &marker(), &format!("{text}\n")).await.expect("read");
        assert_eq!(kept, Kept::Unchanged { url: url(9) });

        let green = format!("{}\n\ngreen", marker());
        let server = Scripted::start([
            // A forged one, one of another job, and two of ours that a race made.
            list(&[
                comment(2, "User", &text),
                comment(3, "Bot", "<!-- lockstep:comment:cd -->"),
                comment(8, "Bot", &green),
                comment(4, "Bot", &text),
            ]),
            say("200 OK", comment(4, "Bot", &green)),
        ])
        .await;
        let kept = keep(&server.client(20), 5, &marker(), &green).await.expect("updated");
        assert_eq!(kept, Kept::Updated { url: url(4) });
        assert_eq!(server.lines(), [LIST, "PATCH /issues/comments/4"]);
        assert_eq!(server.asked()[1].body, json!({"body": green}));
    }

    #[tokio::test]
    async fn a_comment_that_was_deleted_meanwhile_is_made_anew() {
        let text = format!("{}\n\nred", marker());
        let gone = || say("404 Not Found", json!({"message": "Not Found"}));
        let old = || list(&[comment(4, "Bot", &marker().to_string())]);
        let server = Scripted::start([old(), gone(), say("201 Created", comment(9, "Bot", &text))]).await;
        let kept = keep(&server.client(20), 5, &marker(), &text).await.expect("made");
        assert_eq!(kept, Kept::Created { url: url(9) });
        let server = Scripted::start([old(), gone()]).await;
        let kept = keep_if_there(&server.client(20), 5, &marker(), &text).await.expect("nothing");
        assert_eq!(kept, None);
    }

    #[tokio::test]
    async fn a_comment_whose_answer_was_lost_is_found_by_its_marker() {
        let text = format!("{}\n\nred", marker());
        let server =
            Scripted::start([list(&[]), say("502 Bad Gateway", ""), list(&[comment(9, "Bot", &text)])]).await;
        let kept = keep(&server.client(20), 5, &marker(), &text).await.expect("found");
        assert_eq!(kept, Kept::Created { url: url(9) });
    }

    #[tokio::test]
    async fn a_fork_may_not_comment() {
        let message = json!({"message": "Resource not accessible by integration"});
        let server = Scripted::start([list(&[]), say("403 Forbidden", message)]).await;
        let error = keep(&server.client(20), 5, &marker(), "text").await.expect_err("refused");
        assert!(error.is_refused(), "{error:?}");
        assert!(error.to_string().starts_with("cannot comment on the pull request: "), "{error}");
    }
}
