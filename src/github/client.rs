//! The REST API: requests are said, waited for and said again here, by the rules of `retry`, until the
//! caller's deadline.

use std::future::{Future, ready};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use octocrab::Octocrab;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::OnceCell;

use super::author::Author;
use super::context::Context;
use super::error::{GithubError, quoted};
use super::exchange::{Exchange, Reply, Request, Verb};
use super::retry::{self, Outcome, Twice, Verdict};
use super::route::{is_repository, next_page};

/// A list longer than this many pages is not read to its end.
const MOST_PAGES: usize = 30;

/// One repository as one token sees it. Cheap to clone; clones share their connections and what they
/// know of limits.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    exchange: Exchange,
    /// `owner/name`.
    repository: String,
    has_token: bool,
    author: Arc<OnceCell<Author>>,
    /// GitHub asked us to say nothing before: seconds of Unix time.
    quiet_until: Arc<AtomicU64>,
    deadline: Instant,
}

impl Client {
    /// Needs a tokio runtime: the connections are kept by a task. Nothing is waited for longer than
    /// until `deadline`.
    ///
    /// # Errors
    /// When the runner did not say which repository this is, or its address or token is no use.
    pub(crate) fn new(context: &Context, deadline: Instant) -> Result<Self, GithubError> {
        let repository = context.repository.as_deref().filter(|name| is_repository(name));
        let repository = repository.ok_or(GithubError::NoRepository)?.to_owned();
        // A secret that was pasted often ends with a line end.
        let token = context.token.as_ref().map(|token| token.expose().trim());
        let token = token.filter(|token| !token.is_empty());
        if token.is_some_and(|token| !token.bytes().all(|byte| byte.is_ascii_graphic())) {
            return Err(GithubError::UnusableToken);
        }
        let octocrab = octocrab(&context.api_url, token).map_err(|e| GithubError::Setup(Box::new(e)))?;
        Ok(Self {
            exchange: Exchange::new(octocrab, &context.api_url),
            repository,
            has_token: token.is_some(),
            author: Arc::new(OnceCell::new_with(token.and_then(Author::of_token))),
            quiet_until: Arc::default(),
            deadline,
        })
    }

    /// The same with another deadline.
    pub(crate) fn until(&self, deadline: Instant) -> Self {
        Self { deadline, ..self.clone() }
    }

    /// How long there is still.
    pub(super) fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// `owner/name`.
    pub(super) fn repository(&self) -> &str {
        &self.repository
    }

    /// The account that the token acts as; asked once.
    pub(super) async fn author(&self) -> Result<&Author, GithubError> {
        self.author.get_or_try_init(|| Author::ask(self)).await
    }

    /// `/repos/owner/name` and what is below it.
    pub(super) fn route(&self, below: &str) -> String {
        format!("/repos/{}{below}", self.repository)
    }

    /// Reads one thing. `what` completes `cannot …` in errors.
    pub(super) async fn get<T: DeserializeOwned>(&self, what: &str, route: &str) -> Result<T, GithubError> {
        let request = Request { what, verb: Verb::Get, route, body: None };
        self.say(&request, Twice::Same, nothing_stored).await.map(|(read, _)| read)
    }

    /// Reads a list, page after page. `P` is what one page is: the list itself, or an object around it.
    pub(super) async fn pages<P, T>(&self, what: &str, route: &str) -> Result<Vec<T>, GithubError>
    where
        P: DeserializeOwned + Into<Vec<T>>,
    {
        let (path, query) = route.split_once('?').unwrap_or((route, ""));
        let mut query = format!("{query}{}per_page=100", if query.is_empty() { "" } else { "&" });
        let mut all = Vec::new();
        for _ in 0..MOST_PAGES {
            let route = format!("{path}?{query}");
            let request = Request { what, verb: Verb::Get, route: &route, body: None };
            let (page, reply) = self.say::<P, _>(&request, Twice::Same, nothing_stored).await?;
            all.extend(page.into());
            match reply.as_ref().and_then(|reply| next_page(reply.link.as_deref()?)) {
                Some(next) if next != query => query = next.to_owned(),
                _ => return Ok(all),
            }
        }
        tracing::debug!("{path}: only the first {MOST_PAGES} pages were read");
        Ok(all)
    }

    /// Sets something; saying it twice is the same as saying it once.
    pub(super) async fn patch<T: DeserializeOwned>(
        &self,
        what: &str,
        route: &str,
        body: &Value,
    ) -> Result<T, GithubError> {
        let request = Request { what, verb: Verb::Patch, route, body: Some(body) };
        self.say(&request, Twice::Same, nothing_stored).await.map(|(set, _)| set)
    }

    /// As `patch`, where each time appends. `stored` reads what came of a request whose answer was lost.
    pub(super) async fn append<T, F>(
        &self,
        what: &str,
        route: &str,
        body: &Value,
        stored: impl Fn() -> F,
    ) -> Result<T, GithubError>
    where
        T: DeserializeOwned,
        F: Future<Output = Result<Option<T>, GithubError>>,
    {
        let request = Request { what, verb: Verb::Patch, route, body: Some(body) };
        self.say(&request, Twice::Doubled, stored).await.map(|(appended, _)| appended)
    }

    /// Makes something. `stored` reads what came of a request whose answer was lost.
    pub(super) async fn post<T, F>(
        &self,
        what: &str,
        route: &str,
        body: &Value,
        stored: impl Fn() -> F,
    ) -> Result<T, GithubError>
    where
        T: DeserializeOwned,
        F: Future<Output = Result<Option<T>, GithubError>>,
    {
        let request = Request { what, verb: Verb::Post, route, body: Some(body) };
        self.say(&request, Twice::Doubled, stored).await.map(|(made, _)| made)
    }

    /// Says a request until it is done, refused, or no longer worth it. There is no reply with what
    /// `stored` found.
    async fn say<T, F>(
        &self,
        request: &Request<'_>,
        twice: Twice,
        stored: impl Fn() -> F,
    ) -> Result<(T, Option<Reply>), GithubError>
    where
        T: DeserializeOwned,
        F: Future<Output = Result<Option<T>, GithubError>>,
    {
        let what = || request.what.to_owned();
        if !self.has_token && request.verb != Verb::Get {
            return Err(GithubError::NoToken { what: what() });
        }
        let mut said = 0;
        loop {
            self.keep_quiet(request.what).await?;
            let left = self.left();
            if left.is_zero() {
                return Err(GithubError::Deadline { what: what() });
            }
            said += 1;
            let reply = self.exchange.once(request, left).await;
            let outcome = match &reply {
                Ok(reply) => Outcome::Answer(&reply.answer),
                Err(_) => Outcome::Silence,
            };
            let verdict = retry::judge(outcome, twice, said, now());
            let error = match reply {
                Ok(reply) if verdict == Verdict::Done => match serde_json::from_str(reply.json()) {
                    Ok(read) => return Ok((read, Some(reply))),
                    // What is not GitHub's answer may stand in front of it.
                    Err(_) => {
                        let found = if twice == Twice::Doubled { stored().await? } else { None };
                        let found = found.map(|found| (found, None));
                        return found.ok_or_else(|| GithubError::Unreadable { what: what() });
                    }
                },
                Ok(reply) => GithubError::Answer {
                    what: what(),
                    status: reply.answer.status,
                    message: quoted(&reply.answer.message),
                },
                Err(cause) => GithubError::Silence { what: what(), cause: quoted(&cause) },
            };
            match verdict {
                Verdict::Limited(wait) => {
                    tracing::debug!("{error}; GitHub asks for {} s of quiet", wait.as_secs());
                    self.quiet_until.fetch_max(now().saturating_add(wait.as_secs()), Ordering::Relaxed);
                }
                Verdict::Again(wait) if wait < self.left() => {
                    tracing::debug!("{error}; asking again in {} ms", wait.as_millis());
                    tokio::time::sleep(wait).await;
                }
                Verdict::Unclear(wait) if wait < self.left() => {
                    tracing::debug!("{error}; reading in {} ms whether it was stored", wait.as_millis());
                    tokio::time::sleep(wait).await;
                    match stored().await {
                        Ok(Some(found)) => return Ok((found, None)),
                        Ok(None) if retry::may_say_again(said) => {}
                        Ok(None) => return Err(error),
                        Err(unread) => {
                            tracing::debug!("{unread}");
                            return Err(error);
                        }
                    }
                }
                Verdict::Done | Verdict::Again(_) | Verdict::Unclear(_) | Verdict::Final => {
                    return Err(error);
                }
            }
        }
    }

    /// Waits until GitHub is to be asked again, where that fits.
    async fn keep_quiet(&self, what: &str) -> Result<(), GithubError> {
        let until = self.quiet_until.load(Ordering::Relaxed);
        let wait = Duration::from_secs(until.saturating_sub(now()));
        if wait.is_zero() {
            return Ok(());
        }
        if wait >= self.left() {
            let until = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(until));
            let until = until.unwrap_or_else(SystemTime::now);
            return Err(GithubError::Limited { what: what.to_owned(), until });
        }
        tokio::time::sleep(wait).await;
        Ok(())
    }
}

/// For requests that may simply be said again.
fn nothing_stored<T>() -> impl Future<Output = Result<Option<T>, GithubError>> {
    ready(Ok(None))
}

/// Seconds of Unix time.
fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn octocrab(api_url: &str, token: Option<&str>) -> octocrab::Result<Octocrab> {
    let mut builder =
        Octocrab::builder().base_uri(api_url)?.set_connect_timeout(Some(Duration::from_secs(10)));
    for (name, value) in [
        ("accept", "application/vnd.github+json"),
        ("x-github-api-version", "2022-11-28"),
        ("user-agent", concat!("lockstep/", env!("CARGO_PKG_VERSION"))),
    ] {
        builder = builder.add_header(name.parse().expect("the name of a header"), value.to_owned());
    }
    if let Some(token) = token {
        builder = builder.personal_token(token.to_owned());
    }
    builder.build()
}
