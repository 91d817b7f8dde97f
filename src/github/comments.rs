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
}

/// Makes the comment that this marks say `body`, and makes it when there is none.
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
    if comment.says(body) {
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
    if !comment.says(body) {
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
