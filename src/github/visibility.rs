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
