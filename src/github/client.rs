//! The REST API. Each question has a deadline, and no answer is never a reason to stop: who asks
//! decides for the careful side.

use std::time::Duration;

use octocrab::Octocrab;
use serde::Deserialize;

use super::context::{Context, Visibility};

/// For one question, from connecting to the last byte.
const DEADLINE: Duration = Duration::from_secs(10);

/// Why GitHub could not be asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GithubError {
    /// The runner did not say which repository this is.
    #[error("the repository is not known; GITHUB_REPOSITORY is not set to `owner/name`")]
    NoRepository,
    /// The address or the certificates of this machine are no use.
    #[error("cannot set up a connection to GitHub; check GITHUB_API_URL")]
    Setup(#[source] Box<octocrab::Error>),
    /// GitHub said no, or something that is not an answer.
    #[error("GitHub did not answer the question about {repository}")]
    Request {
        repository: String,
        #[source]
        source: Box<octocrab::Error>,
    },
    /// No answer in time.
    #[error("GitHub did not answer within {} seconds", DEADLINE.as_secs())]
    Deadline,
}

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
    let repository = context.repository.as_deref().filter(|name| is_repository(name));
    let repository = repository.ok_or(GithubError::NoRepository)?;
    let client = client(context).map_err(|error| GithubError::Setup(Box::new(error)))?;
    let route = format!("/repos/{repository}");
    let answer = tokio::time::timeout(DEADLINE, client.get::<Repository, _, ()>(route, None)).await;
    let answer = answer.map_err(|_| GithubError::Deadline)?.map_err(|error| GithubError::Request {
        repository: repository.to_owned(),
        source: Box::new(error),
    })?;
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

/// `owner/name` in the characters GitHub allows: it becomes part of a path.
fn is_repository(name: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    name.split_once('/').is_some_and(|(owner, name)| part(owner) && (part(name) || name == ".github"))
}

/// Needs a tokio runtime: the client keeps a task of its own.
fn client(context: &Context) -> octocrab::Result<Octocrab> {
    let mut builder = Octocrab::builder()
        .base_uri(context.api_url.as_str())?
        .set_connect_timeout(Some(DEADLINE))
        .set_read_timeout(Some(DEADLINE));
    if let Some(token) = &context.token {
        builder = builder.personal_token(token.expose().to_owned());
    }
    builder.build()
}

#[cfg(test)]
mod tests {
    use std::io;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// Answers one request on a port of its own and hands back what it was asked.
    async fn serve(status: &str, body: &str) -> (String, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/api/v3", listener.local_addr().expect("an address"));
        let answer = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
             connection: close\r\n\r\n{body}",
            body.len()
        );
        let served = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a request");
            let mut request = vec![0; 4096];
            let length = stream.read(&mut request).await.expect("a request");
            stream.write_all(answer.as_bytes()).await.expect("answered");
            String::from_utf8_lossy(&request[..length]).into_owned()
        });
        (url, served)
    }

    fn context(api_url: &str) -> Context {
        let variables = [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_REPOSITORY", "acme/shop"),
            ("GITHUB_API_URL", api_url),
            ("GITHUB_TOKEN", "t0ken"),
        ];
        let find =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, v)| (*v).to_owned());
        Context::read(&find, &|_| Err(io::ErrorKind::NotFound.into())).expect("on GitHub")
    }

    #[tokio::test]
    async fn the_api_is_asked_under_its_own_path_with_the_token() {
        for (private, expected) in [(true, Visibility::Private), (false, Visibility::Public)] {
            let (url, served) = serve("200 OK", &format!(r#"{{"private": {private}, "id": 1}}"#)).await;
            let visibility = repository_visibility(&context(&url)).await.expect("an answer");
            assert_eq!(visibility, expected);
            let request = served.await.expect("served");
            assert!(request.starts_with("GET /api/v3/repos/acme/shop HTTP/1.1"), "{request}");
            assert!(request.to_lowercase().contains("authorization: bearer t0ken"), "{request}");
        }
    }

    #[tokio::test]
    async fn no_answer_means_public() {
        let (url, _served) = serve("403 Forbidden", r#"{"message": "not accessible by integration"}"#).await;
        let error = repository_visibility(&context(&url)).await.expect_err("refused");
        assert!(matches!(error, GithubError::Request { .. }), "{error:?}");
        assert!(repository_is_public(&context("http://127.0.0.1:9/")).await);
        assert!(repository_is_public(&context("not a url")).await);
    }

    #[tokio::test]
    async fn the_event_is_believed_before_the_api_is_asked() {
        let mut context = context("http://127.0.0.1:9/");
        context.visibility = Some(Visibility::Private);
        assert!(!repository_is_public(&context).await);
    }

    #[test]
    fn a_repository_is_two_plain_words() {
        assert!(is_repository("acme/shop.js") && is_repository("acme/.github"));
        assert!(!is_repository("acme") && !is_repository("acme/../x") && !is_repository("a b/c"));
    }
}
