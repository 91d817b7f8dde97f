//! One request and its answer.

use std::time::{Duration, Instant};

use octocrab::Octocrab;
use serde::Deserialize;
use serde_json::Value;

use super::retry::Answer;

/// For one request, from connecting to the last byte. GitHub itself gives one up after ten seconds
/// (<https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#timeouts>).
const LONGEST: Duration = Duration::from_secs(15);
/// How often one request is sent elsewhere: a repository that was renamed is one redirect.
const MOST_REDIRECTS: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Get,
    Patch,
    Post,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request<'a> {
    /// Completes `cannot …`.
    pub(super) what: &'a str,
    pub(super) verb: Verb,
    /// From the base of the API on, with the query.
    pub(super) route: &'a str,
    pub(super) body: Option<&'a Value>,
}

/// What was answered.
#[derive(Debug, Default)]
pub(super) struct Reply {
    pub(super) answer: Answer,
    /// The `Link` header.
    pub(super) link: Option<String>,
    location: Option<String>,
    body: String,
}

impl Reply {
    /// An answer without a body is `null`.
    pub(super) fn json(&self) -> &str {
        if self.body.is_empty() { "null" } else { &self.body }
    }
}

/// Where requests go.
#[derive(Clone)]
pub(super) struct Exchange {
    octocrab: Octocrab,
    /// Without a slash at the end.
    base: String,
}

impl Exchange {
    pub(super) fn new(octocrab: Octocrab, base: &str) -> Self {
        Self { octocrab, base: base.trim_end_matches('/').to_owned() }
    }

    /// Says a request once. The error is the cause of there being no answer.
    pub(super) async fn once(&self, request: &Request<'_>, left: Duration) -> Result<Reply, String> {
        let time = left.min(LONGEST);
        let begun = Instant::now();
        let reply = tokio::time::timeout(time, self.follow(request)).await;
        let reply = match reply {
            Ok(reply) => reply.map_err(|error| innermost(&error)),
            Err(_) => Err(format!("nothing within {} s", time.as_secs_f64().ceil())),
        };
        let (verb, took) = (request.verb, begun.elapsed().as_millis());
        match &reply {
            Ok(reply) => tracing::debug!("{verb:?} {}: {} in {took} ms", request.route, reply.answer.status),
            Err(cause) => tracing::debug!("{verb:?} {}: {cause} after {took} ms", request.route),
        }
        reply
    }

    /// A redirect means the same request elsewhere, whatever its number
    /// (<https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects>).
    async fn follow(&self, request: &Request<'_>) -> octocrab::Result<Reply> {
        let mut url = format!("{}{}", self.base, request.route);
        let mut reply = self.send(request, &url).await?;
        for _ in 0..MOST_REDIRECTS {
            let moved = matches!(reply.answer.status, 301 | 302 | 307 | 308);
            let Some(target) = reply.location.take().filter(|target| moved && same_origin(&url, target))
            else {
                break;
            };
            url = target;
            reply = self.send(request, &url).await?;
        }
        Ok(reply)
    }

    async fn send(&self, request: &Request<'_>, url: &str) -> octocrab::Result<Reply> {
        let response = match request.verb {
            Verb::Get => self.octocrab._get(url).await?,
            Verb::Patch => self.octocrab._patch(url, request.body).await?,
            Verb::Post => self.octocrab._post(url, request.body).await?,
        };
        let status = response.status().as_u16();
        let header = |name: &str| response.headers().get(name)?.to_str().ok().map(str::to_owned);
        let number = |name: &str| header(name)?.trim().parse().ok();
        let mut reply = Reply {
            answer: Answer {
                status,
                message: String::new(),
                retry_after: number("retry-after"),
                remaining: number("x-ratelimit-remaining"),
                reset: number("x-ratelimit-reset"),
            },
            link: header("link"),
            location: header("location"),
            body: String::new(),
        };
        reply.body = self.octocrab.body_to_string(response).await?;
        if !(200..=299).contains(&status) {
            reply.answer.message = message(&reply.body);
        }
        Ok(reply)
    }
}

/// Of what GitHub says with an error, its one sentence; of what anybody else says, nothing.
fn message(body: &str) -> String {
    #[derive(Deserialize)]
    struct Said {
        message: String,
    }
    serde_json::from_str::<Said>(body).map(|said| said.message).unwrap_or_default()
}

/// The token goes nowhere else.
fn same_origin(known: &str, other: &str) -> bool {
    let origin = |url: &str| url::Url::parse(url).ok().map(|url| url.origin());
    origin(known).is_some_and(|known| origin(other) == Some(known))
}

/// The last cause of an error: the ones before only name layers.
fn innermost(error: &octocrab::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
