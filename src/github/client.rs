//! The REST API: requests are said, waited for and said again here, by the rules of `retry`, until the
//! caller's deadline.

use std::future::{Future, ready};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::OnceCell;

use super::author::Author;
use super::connect::connect;
use super::context::Context;
use super::error::{GithubError, quoted};
use super::exchange::{Exchange, Reply, Request, Verb};
use super::retry::{self, MOST_TIMES, Outcome, Twice, Verdict};
use super::route::{is_repository, next_page};

/// A list longer than this many pages is not read to its end.
const MOST_PAGES: usize = 30;

/// One repository as one token sees it. Cheap to clone; clones share their connections and what they
/// know of limits.
#[derive(Clone)]
pub(crate) struct Client {
    exchange: Exchange,
    /// `owner/name`.
    repository: String,
    has_token: bool,
    author: Arc<OnceCell<Author>>,
    /// GitHub asked us to say nothing before: milliseconds of Unix time.
    quiet_until: Arc<AtomicU64>,
    /// The last request found nobody, however often it was said; the next ones are not said so often.
    silent: Arc<AtomicBool>,
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
        let url = url::Url::parse(&context.api_url).ok();
        if !url.is_some_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host()) {
            return Err(GithubError::NoApi);
        }
        let octocrab = connect(token).map_err(GithubError::Setup)?;
        Ok(Self {
            exchange: Exchange::new(octocrab, &context.api_url),
            repository,
            has_token: token.is_some(),
            author: Arc::new(OnceCell::new_with(token.and_then(Author::of_token))),
            quiet_until: Arc::default(),
            silent: Arc::default(),
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
        let silent = self.silent.load(Ordering::Relaxed);
        let mut said = if silent { MOST_TIMES - 2 } else { 0 };
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
            let verdict = retry::judge(outcome, twice, said, now().as_secs());
            if reply.is_ok() {
                self.silent.store(false, Ordering::Relaxed);
            } else if said >= MOST_TIMES {
                self.silent.store(true, Ordering::Relaxed);
            }
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
                    self.quiet_until.fetch_max(milliseconds(now().saturating_add(wait)), Ordering::Relaxed);
                    if said >= MOST_TIMES {
                        return Err(self.limited(request.what));
                    }
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
                        Ok(None) if said < MOST_TIMES => {}
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
        let wait = Duration::from_millis(until.saturating_sub(milliseconds(now())));
        if wait.is_zero() {
            return Ok(());
        }
        if wait >= self.left() {
            return Err(self.limited(what));
        }
        tokio::time::sleep(wait).await;
        Ok(())
    }

    fn limited(&self, what: &str) -> GithubError {
        let until = Duration::from_millis(self.quiet_until.load(Ordering::Relaxed)).min(YEAR_9999);
        GithubError::Limited { what: what.to_owned(), until: SystemTime::UNIX_EPOCH + until }
    }
}

/// The last moment that can be written as a date; a server may name any.
const YEAR_9999: Duration = Duration::from_secs(253_402_300_799);

/// For requests that may simply be said again.
fn nothing_stored<T>() -> impl Future<Output = Result<Option<T>, GithubError>> {
    ready(Ok(None))
}

/// Unix time.
fn now() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::checks::{self, CheckOutput, CheckRun, Conclusion, NewCheck};
    use super::super::issues::{self, IssueText};
    use super::super::marker::Marker;
    use super::super::scripted::{Scripted, Step, context, say};
    use super::super::{comments, deployments, pulls};
    use super::*;

    fn fault() -> Step {
        say("502 Bad Gateway", "<html>a proxy's page</html>")
    }

    async fn post(client: &Client, found: Option<u64>) -> Result<u64, GithubError> {
        client.post("make it", &client.route("/things"), &json!({"a": 1}), || ready(Ok(found))).await
    }

    #[tokio::test]
    async fn reading_is_said_again_after_faults() {
        let server = Scripted::start([fault(), Step::Hang, say("200 OK", 7)]).await;
        let client = server.client(20);
        assert_eq!(client.get::<u64>("read it", &client.route("/thing")).await.expect("read"), 7);
        assert_eq!(server.lines(), ["GET /thing"; 3]);
    }

    #[tokio::test]
    async fn what_was_stored_is_not_made_again() {
        for lost in [fault(), Step::Hang, say("201 Created", "{\"id\": cut")] {
            let server = Scripted::start([lost]).await;
            assert_eq!(post(&server.client(20), Some(7)).await.expect("found"), 7);
            assert_eq!(server.lines(), ["POST /things"]);
        }
        let server = Scripted::start([fault(), say("201 Created", 8)]).await;
        assert_eq!(post(&server.client(20), None).await.expect("made the second time"), 8);
        assert_eq!(server.lines(), ["POST /things"; 2]);
    }

    #[tokio::test]
    async fn a_limit_is_obeyed_where_it_fits() {
        let limit = |seconds: u64| {
            Step::Say("429 Too Many Requests", vec![("retry-after", seconds.to_string())], String::new())
        };
        let server = Scripted::start([limit(1), say("201 Created", 7)]).await;
        let begun = Instant::now();
        assert_eq!(post(&server.client(20), Some(0)).await.expect("made"), 7);
        assert!(begun.elapsed() >= Duration::from_millis(950), "{:?}", begun.elapsed());

        let server = Scripted::start([limit(3600)]).await;
        let client = server.client(20);
        let error = post(&client, Some(0)).await.expect_err("limited");
        assert!(error.to_string().starts_with("cannot make it: GitHub limits how much"), "{error}");
        assert!(!error.is_refused());
        // The next one does not even ask.
        let error = client.get::<u64>("read it", "/thing").await.expect_err("limited");
        assert!(matches!(error, GithubError::Limited { .. }), "{error}");
        assert_eq!(server.lines(), ["POST /things"]);
    }

    #[tokio::test]
    async fn nothing_is_waited_for_after_the_deadline() {
        let server = Scripted::start([fault()]).await;
        let client = server.client(0).until(Instant::now() + Duration::from_millis(400));
        let error = client.get::<u64>("read it", "/thing").await.expect_err("no time");
        assert_eq!(error.to_string(), "cannot read it: GitHub answered 502");
        let error = server.client(0).get::<u64>("read it", "/thing").await.expect_err("no time");
        assert_eq!(error.to_string(), "cannot read it: GitHub did not answer in time");
    }

    #[tokio::test]
    async fn all_pages_are_read_below_our_own_path() {
        let next = "<https://elsewhere.example/repositories/1/things?per_page=100&page=2>; rel=\"next\"";
        let first = Step::Say("200 OK", vec![("link", next.to_owned())], "[1, 2]".to_owned());
        let server = Scripted::start([first, say("200 OK", "[3]")]).await;
        let client = server.client(20);
        let all = client.pages::<Vec<u64>, u64>("read them", &client.route("/things?a=b")).await;
        assert_eq!(all.expect("read"), [1, 2, 3]);
        assert_eq!(server.lines(), ["GET /things?a=b&per_page=100", "GET /things?per_page=100&page=2"]);
    }

    #[tokio::test]
    async fn a_list_without_end_is_cut() {
        let page = |number: usize| {
            let next = format!("</things?page={number}>; rel=\"next\"");
            Step::Say("200 OK", vec![("link", next)], "[0]".to_owned())
        };
        let server = Scripted::start((0..MOST_PAGES).map(page)).await;
        let all = server.client(20).pages::<Vec<u64>, u64>("read them", "/things").await;
        assert_eq!(all.expect("read").len(), MOST_PAGES);
    }

    #[tokio::test]
    async fn a_renamed_repository_is_followed_and_the_token_goes_nowhere_else() {
        let other = Scripted::start([]).await;
        let server = Scripted::start([]).await;
        let moved = |status, to: &str| Step::Say(status, vec![("location", to.to_owned())], String::new());
        for status in ["301 Moved Permanently", "307 Temporary Redirect"] {
            server.then([moved(status, &format!("{}/new", server.url)), say("201 Created", 7)]);
            assert_eq!(post(&server.client(20), None).await.expect("made"), 7);
            server.then([moved(status, &format!("{}/new", other.url))]);
            let error = post(&server.client(20), None).await.expect_err("another server");
            assert_eq!(error.to_string(), format!("cannot make it: GitHub answered {}", &status[..3]));
        }
        assert_eq!(server.lines()[..3], ["POST /things", "POST /api/v3/new", "POST /things"]);
        assert_eq!(server.asked()[1].body, json!({"a": 1}));
        assert!(other.asked().is_empty());
    }

    #[tokio::test]
    async fn a_token_is_needed_for_writing_and_never_shown() {
        let server = Scripted::start([say("200 OK", "\"a page of a proxy\"")]).await;
        let deadline = Instant::now() + Duration::from_secs(20);
        let client = Client::new(&context(&server.url, ""), deadline).expect("a client");
        let error = post(&client, None).await.expect_err("no token");
        assert!(error.is_refused() && error.to_string().contains("GITHUB_TOKEN"), "{error}");
        let error = server.client(20).get::<u64>("read it", "/thing").await.expect_err("no number");
        assert_eq!(error.to_string(), "cannot read it: the answer is not GitHub's; check GITHUB_API_URL");
        let Err(error) = Client::new(&context(&server.url, "ghs_a\u{7}b"), deadline) else {
            panic!("a token that no header can carry");
        };
        assert!(!format!("{error} {error:?}").contains("ghs_"), "{error:?}");
    }

    #[tokio::test]
    async fn all_that_is_said_can_be_said_by_a_task() {
        fn is_send<T: Send>(_: &T) {}
        let server = Scripted::start([]).await;
        let client = server.client(20);
        let marker = Marker::new("drift", "ab12", None);
        let output = CheckOutput { title: String::new(), summary: String::new() };
        let check = NewCheck { name: "", head_sha: "", external_id: "", details_url: None, output: &output };
        let run = CheckRun { id: 7, url: None };
        is_send(&checks::open(&client, &check));
        is_send(&checks::update(&client, &run, &output));
        is_send(&checks::conclude(&client, &run, Conclusion::Success, &output, &[]));
        is_send(&comments::keep(&client, 5, &marker, ""));
        let text = IssueText { marker: &marker, label: "", title: "", body: "", changed: "" };
        is_send(&issues::keep(&client, &text));
        is_send(&issues::close(&client, &marker, "", "", None));
        is_send(&deployments::made_by_run(&client, "", ""));
        is_send(&pulls::of_head(&client, "", None));
        assert!(server.asked().is_empty());
    }
}
