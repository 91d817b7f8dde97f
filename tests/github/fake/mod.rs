//! GitHub's REST API for one process: stateful, strict, and wrong on purpose where a test wants it to be. Every
//! repository has a token of its own, so that tests run side by side.
//!
//! A request goes through: what is secret in it, the description, the rules it lacks, faults, and then to what
//! the repository holds. What is wrong with a request stands in `Repository::violations`.

pub(crate) mod checks;
pub(crate) mod deployments;
pub(crate) mod description;
pub(crate) mod discussions;
pub(crate) mod fault;
pub(crate) mod http;
pub(crate) mod repository;
mod rules;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use serde_json::Value;

use super::prism::Prism;
use crate::support::spellings::spellings;
use description::{Description, Matched};
use fault::{Fault, Outcome, bad_gateway};
use http::{Call, Reply};
use repository::{Account, Repository};

/// The path that GitHub Enterprise Server has its API below.
const ENTERPRISE: &str = "/api/v3";

/// The whole of it.
pub(crate) struct Fake {
    description: Description,
    /// By token.
    repositories: Mutex<BTreeMap<String, Arc<Mutex<Repository>>>>,
    port: OnceLock<u16>,
    /// The judge that requests go through, when one is wanted.
    prism: OnceLock<Option<Prism>>,
}

/// One repository, held by a test.
#[derive(Clone)]
pub(crate) struct Held {
    token: String,
    repository: Arc<Mutex<Repository>>,
}

impl Fake {
    /// The one of this process, started at the first call.
    pub(crate) fn get() -> &'static Self {
        static FAKE: OnceLock<Fake> = OnceLock::new();
        let fake = FAKE.get_or_init(|| Self {
            description: Description::read(),
            repositories: Mutex::default(),
            port: OnceLock::new(),
            prism: OnceLock::new(),
        });
        fake.port.get_or_init(|| http::serve(|call| Fake::get().front(call)));
        fake.prism.get_or_init(|| {
            let behind = || http::serve(|call| async move { Some(Fake::get().behind(&call)) });
            Prism::from_environment(behind)
        });
        fake
    }

    pub(crate) fn port(&self) -> u16 {
        *self.port.get().expect("set when made")
    }

    /// A new repository with the token of this account, below the path that GitHub Enterprise Server has, or
    /// without one.
    pub(crate) fn repository(&self, viewer: Account, on_enterprise: bool) -> Held {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        // What sort of account a token belongs to, it says itself.
        let token = format!("{}_t0ken{number:030}", if viewer.bot { "ghs" } else { "ghp" });
        let path = if on_enterprise { ENTERPRISE } else { "" };
        let base = format!("http://127.0.0.1:{}{path}", self.port());
        let repository = Arc::new(Mutex::new(Repository::new(format!("acme/shop-{number}"), viewer, base)));
        let mut all = self.repositories.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(token.clone(), repository.clone());
        Held { token, repository }
    }

    /// The repository whose token a request has.
    fn of_token(&self, call: &Call) -> Option<Held> {
        let token = call.header("authorization")?.strip_prefix("Bearer ")?;
        let all = self.repositories.lock().unwrap_or_else(PoisonError::into_inner);
        Some(Held { token: token.to_owned(), repository: all.get(token)?.clone() })
    }

    /// What clients talk to.
    async fn front(&self, mut call: Call) -> Option<Reply> {
        if let Some(rest) = call.target.strip_prefix(ENTERPRISE) {
            call.target = rest.to_owned();
        }
        let Some(held) = self.of_token(&call) else { return Some(Reply::error(401, "Bad credentials")) };
        let Some(matched) = self.description.operation(&call.method, call.path()) else {
            let mut repository = held.lock();
            repository.violation(format!(
                "{} {}: not an operation that lockstep uses",
                call.method,
                call.path()
            ));
            return Some(Reply::error(404, "Not Found"));
        };
        if let Some(refusal) = self.judged(&held, &matched, &call) {
            return Some(refusal);
        }
        let template = matched.operation.template.as_str();
        let fault = held.lock().fault(&call.method, template);
        match fault.map(Fault::outcome) {
            Some(Outcome::Instead(reply)) => return Some(reply),
            Some(Outcome::Afterwards(Fault::Deleted)) => held.lock().delete(&matched.values),
            _ => {}
        }
        let reply = match self.prism.get().and_then(Option::as_ref) {
            Some(prism) => prism.ask(&held, call).await,
            None => self.behind(&call),
        };
        match fault {
            Some(Fault::BadGateway { stored: true }) => Some(bad_gateway()),
            Some(Fault::Closed) => None,
            Some(Fault::Slow(wait)) => {
                tokio::time::sleep(wait).await;
                Some(reply)
            }
            _ => Some(reply),
        }
    }

    /// Writes the request down, and what is wrong with it.
    fn judged(&self, held: &Held, matched: &Matched<'_>, call: &Call) -> Option<Reply> {
        let Matched { operation, values } = matched;
        let mut problems = operation.problems(call, values);
        problems.extend(rules::problems(&operation.template, call));
        problems.extend(secrets(&held.token, call));
        let mut repository = held.lock();
        if let (Some(owner), Some(name)) = (values.get("owner"), values.get("repo"))
            && format!("{owner}/{name}") != repository.name
        {
            problems.push(format!("it is about {owner}/{name}, which this run is not"));
        }
        repository.calls.push((operation.template.clone(), call.clone()));
        let mut refusal = None;
        for problem in problems {
            repository.violation(format!("{} {}: {problem}", call.method, call.target));
            refusal = Some(Reply::error(422, "Invalid request."));
        }
        refusal
    }

    /// What has the repositories.
    fn behind(&self, call: &Call) -> Reply {
        let (Some(held), Some(matched)) =
            (self.of_token(call), self.description.operation(&call.method, call.path()))
        else {
            return Reply::error(404, "Not Found");
        };
        let Matched { operation, values } = matched;
        let template = operation.template.as_str();
        let mut repository = held.lock();
        let mut reply = repository.answer((&call.method, template), &values, call);
        if reply.status < 300 {
            reply.body = self.description.whole(operation, reply.status, reply.body.take());
            for wrong in operation.wrong_answer(reply.status, &reply.body) {
                repository.violation(format!("the fake's answer to {} {template}: {wrong}", call.method));
            }
        }
        reply
    }
}

impl Held {
    /// What the repository holds.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Repository> {
        self.repository.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// A request with the token, from this process.
    pub(crate) fn send(&self, method: &str, route: &str, body: Option<Value>) -> Option<Reply> {
        let path = if self.lock().base.ends_with(ENTERPRISE) { ENTERPRISE } else { "" };
        let mut headers = vec![
            ("authorization".to_owned(), format!("Bearer {}", self.token)),
            ("user-agent".to_owned(), "a test".to_owned()),
        ];
        if body.is_some() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        let call = Call {
            method: method.to_owned(),
            target: format!("{path}{route}"),
            headers,
            body: body.map(|body| body.to_string()).unwrap_or_default(),
        };
        http::runtime().block_on(http::send(Fake::get().port(), call))
    }

    /// The same below the repository.
    pub(crate) fn ask(&self, method: &str, route: &str, body: Option<Value>) -> Reply {
        let name = self.lock().name.clone();
        self.send(method, &format!("/repos/{name}{route}"), body).expect("an answer")
    }
}

impl Repository {
    fn delete(&mut self, values: &BTreeMap<String, String>) {
        let id = |name: &str| values.get(name).and_then(|value| value.parse::<u64>().ok());
        self.comments.retain(|comment| Some(comment.id) != id("comment_id"));
        self.issues.retain(|issue| Some(issue.number) != id("issue_number"));
        self.checks.retain(|run| Some(run.id) != id("check_run_id"));
    }
}

/// What must not leave the machine, or not there.
fn secrets(token: &str, call: &Call) -> Vec<String> {
    let headers = call.headers.iter().filter(|(name, _)| name != "authorization");
    let mut texts: Vec<String> = headers.map(|(name, value)| format!("{name}: {value}")).collect();
    texts.push(call.target.clone());
    texts.push(call.body.clone());
    // As it reads without JSON's escapes.
    texts.push(serde_json::from_str::<Value>(&call.body).map(|body| plain(&body)).unwrap_or_default());
    let mut secrets = spellings();
    secrets.push(token.to_owned());
    let found = secrets.iter().filter(|secret| texts.iter().any(|text| text.contains(secret.as_str())));
    found.map(|secret| format!("it holds the secret {secret:?}")).collect()
}

/// The strings of a value.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{text}\n"),
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(object) => {
            object.iter().map(|(key, value)| format!("{key}\n{}", plain(value))).collect()
        }
        _ => String::new(),
    }
}
