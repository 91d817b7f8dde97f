//! Pull requests (<https://docs.github.com/rest/commits/commits#list-pull-requests-associated-with-a-commit>).

use serde::Deserialize;

use super::client::Client;
use super::error::GithubError;
use super::route::encoded;

#[derive(Debug, Deserialize)]
struct Pull {
    number: u64,
    state: String,
    head: Tip,
    base: Tip,
}

#[derive(Debug, Deserialize)]
struct Tip {
    sha: String,
    /// Nothing when the fork is gone.
    repo: Option<Repository>,
}

#[derive(Debug, Deserialize)]
struct Repository {
    full_name: String,
}

/// The number of the open pull request into this repository whose head is this commit. `head` is
/// where its branch is, as `owner:branch`: of a fork's commit GitHub knows no pull requests.
pub(crate) async fn of_head(
    client: &Client,
    sha: &str,
    head: Option<&str>,
) -> Result<Option<u64>, GithubError> {
    let what = "look for the pull request of the commit";
    let route = client.route(&format!("/commits/{}/pulls", encoded(sha)));
    let found = match client.pages::<Vec<Pull>, _>(what, &route).await {
        Ok(pulls) => first_of(&pulls, client.repository(), sha),
        // A fork's commit may not even be known.
        Err(error) if error.is_gone() || error.is_invalid() => None,
        Err(error) => return Err(error),
    };
    if found.is_some() {
        return Ok(found);
    }
    let Some(head) = head else { return Ok(None) };
    let route = client.route(&format!("/pulls?state=open&head={}", encoded(head)));
    let pulls = client.pages::<Vec<Pull>, _>(what, &route).await?;
    Ok(first_of(&pulls, client.repository(), sha))
}

/// Several are possible, into different branches; the oldest is a choice that stays.
fn first_of(pulls: &[Pull], repository: &str, sha: &str) -> Option<u64> {
    let into_ours =
        |pull: &&Pull| pull.base.repo.as_ref().is_some_and(|r| r.full_name.eq_ignore_ascii_case(repository));
    let open = pulls.iter().filter(|pull| pull.state == "open" && pull.head.sha == sha);
    open.filter(into_ours).map(|pull| pull.number).min()
}
