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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::scripted::{Scripted, say};
    use super::*;

    fn pull(number: u64, state: &str, sha: &str, into: &str) -> Value {
        let base = json!({"sha": "00", "repo": {"full_name": into}});
        json!({"number": number, "state": state, "head": {"sha": sha, "repo": null}, "base": base})
    }

    #[tokio::test]
    async fn only_an_open_pull_request_into_ours_with_this_head_counts() {
        let all = json!([
            pull(1, "closed", "ab12", "acme/shop"),
            pull(2, "open", "cd34", "acme/shop"),
            pull(3, "open", "ab12", "fork/shop"),
            pull(9, "open", "ab12", "Acme/Shop"),
            pull(4, "open", "ab12", "acme/shop"),
        ]);
        let server = Scripted::start([say("200 OK", all)]).await;
        assert_eq!(of_head(&server.client(20), "ab12", None).await.expect("found"), Some(4));
        assert_eq!(server.lines(), ["GET /commits/ab12/pulls?per_page=100"]);
    }

    #[tokio::test]
    async fn a_commit_of_a_fork_is_found_by_its_branch() {
        let unknown = || say("422 Unprocessable Entity", json!({"message": "No commit found"}));
        let found = json!([pull(4, "open", "ab12", "acme/shop")]);
        let server = Scripted::start([unknown(), say("200 OK", found)]).await;
        let client = server.client(20);
        assert_eq!(of_head(&client, "ab12", Some("fork:a/b")).await.expect("found"), Some(4));
        assert_eq!(server.lines()[1], "GET /pulls?state=open&head=fork%3Aa%2Fb&per_page=100");
        let server = Scripted::start([unknown()]).await;
        assert_eq!(of_head(&server.client(20), "ab12", None).await.expect("none"), None);
    }
}
