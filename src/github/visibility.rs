//! Who may see the repository, and with it what is uploaded.

use std::time::{Duration, Instant};

use serde::Deserialize;

use super::client::Client;
use super::context::{Context, Visibility};
use super::error::GithubError;

/// For the whole question.
const DEADLINE: Duration = Duration::from_secs(10);

#[derive(Deserialize)]
struct Repository {
    private: bool,
}

/// Whether the repository is public: as the event says, else as the API says. `internal`
/// repositories of an enterprise count as private, as GitHub itself counts them.
pub(crate) async fn repository_visibility(context: &Context) -> Result<Visibility, GithubError> {
    if let Some(visibility) = context.visibility {
        return Ok(visibility);
    }
    let client = Client::new(context, Instant::now() + DEADLINE)?;
    let answer: Repository = client.get("ask whether the repository is public", &client.route("")).await?;
    Ok(if answer.private { Visibility::Private } else { Visibility::Public })
}

/// The same, where not knowing means public: what is uploaded there anybody may read.
pub(crate) async fn repository_is_public(context: &Context) -> bool {
    match repository_visibility(context).await {
        Ok(visibility) => visibility == Visibility::Public,
        Err(error) => {
            let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
            tracing::warn!("{error}{}; the repository is taken for public", cause.unwrap_or_default());
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::scripted::{Scripted, context, say};
    use super::*;

    #[tokio::test]
    async fn the_api_is_asked_under_its_own_path_with_the_token() {
        for (private, expected) in [(true, Visibility::Private), (false, Visibility::Public)] {
            let body = format!(r#"{{"private": {private}, "id": 1}}"#);
            let server = Scripted::start([say("200 OK", body.as_str())]).await;
            let visibility =
                repository_visibility(&context(&server.url, "t0ken\n")).await.expect("an answer");
            assert_eq!(visibility, expected);
            let asked = &server.asked()[0];
            assert_eq!(asked.line, "GET /api/v3/repos/acme/shop");
            for header in [
                "authorization: bearer t0ken",
                "x-github-api-version: 2022-11-28",
                "accept: application/vnd.github+json",
                concat!("user-agent: lockstep/", env!("CARGO_PKG_VERSION"), ""),
            ] {
                assert!(asked.headers.contains(header), "{header} in {}", asked.headers);
            }
            for name in ["user-agent:", "accept:", "authorization:"] {
                assert_eq!(asked.headers.matches(name).count(), 1, "{name} in {}", asked.headers);
            }
        }
    }

    #[tokio::test]
    async fn no_answer_means_public() {
        let body = r#"{"message": "Resource not accessible by integration"}"#;
        let server = Scripted::start([say("403 Forbidden", body)]).await;
        let error = repository_visibility(&context(&server.url, "t0ken")).await.expect_err("refused");
        assert!(error.is_refused(), "{error:?}");
        for nowhere in ["not a url", "ftp://ghe.example/", "http://"] {
            assert!(repository_is_public(&context(nowhere, "t0ken")).await);
        }
        assert!(repository_is_public(&context(&server.url, "two\nlines")).await);
    }

    #[tokio::test]
    async fn the_event_is_believed_before_the_api_is_asked() {
        let mut context = context("http://127.0.0.1:9/", "t0ken");
        context.visibility = Some(Visibility::Private);
        assert!(!repository_is_public(&context).await);
    }
}
