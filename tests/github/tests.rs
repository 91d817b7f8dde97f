//! The fake itself, asked directly.

use std::time::{Duration, Instant};

use libtest_mimic::Trial;
use serde_json::{Value, json};

use super::fake::discussions::PullRequest;
use super::fake::fault::Fault;
use super::fake::repository::{Access, Account, Permissions};
use super::fake::{Fake, Held};
use crate::support::cluster::PASSWORD;

const SHA: &str = "9fceb02d0ae598e95dc970b74767f19372d61af8";

pub(crate) fn trials() -> Vec<Trial> {
    let tests: &[(&str, fn())] = &[
        ("a check run is made, changed and concluded", check_run),
        ("what the description or its missing rules forbid is found", violations),
        ("comments come in pages with links", pages),
        ("issues are filtered, and labels may be dropped", issues),
        ("a deployment waits for its contexts", deployments),
        ("a token reaches as far as its scopes", permissions),
        ("faults come when planned, before or after the deed", faults),
        ("only a person has a user page", viewers),
        ("the pull request of a commit is found, that of a fork by its branch", pulls),
    ];
    let trial = |(name, test): &(&str, fn())| {
        let test = *test;
        Trial::test(format!("fake/{name}"), move || {
            test();
            Ok(())
        })
    };
    tests.iter().map(trial).collect()
}

fn repository() -> Held {
    let held = Fake::get().repository(Account::actions(), true);
    held.lock().commits.insert(SHA.to_owned());
    held
}

fn done(held: &Held) {
    assert_eq!(held.lock().violations, Vec::<String>::new());
}

fn annotation(line: u32) -> Value {
    json!({ "path": "migrations/001_a.sql", "start_line": line, "end_line": line, "annotation_level": "failure",
        "message": "text", "title": "code" })
}

fn new_check() -> Value {
    json!({ "name": "lockstep", "head_sha": SHA, "status": "in_progress", "external_id": "1-1" })
}

fn check_run() {
    let held = repository();
    let made = held.ask("POST", "/check-runs", Some(new_check()));
    assert_eq!((made.status, &made.body["status"]), (201, &json!("in_progress")), "{made:?}");
    let route = format!("/check-runs/{}", made.body["id"]);
    let output =
        |annotations: Vec<Value>| json!({ "title": "t", "summary": "s", "annotations": annotations });
    for from in [0, 50] {
        let batch = (from..from + 50).map(|line| annotation(line + 1)).collect();
        let changed = held.ask("PATCH", &route, Some(json!({ "output": output(batch) })));
        assert_eq!(changed.body["output"]["annotations_count"], from + 50);
    }
    let body =
        json!({ "status": "completed", "conclusion": "failure", "output": output(vec![annotation(101)]) });
    assert_eq!(held.ask("PATCH", &route, Some(body)).body["conclusion"], "failure");
    let listed = held.ask("GET", &format!("/commits/{SHA}/check-runs?check_name=lockstep"), None);
    assert_eq!(
        (&listed.body["total_count"], &listed.body["check_runs"][0]["external_id"]),
        (&json!(1), &json!("1-1"))
    );
    let annotations = held.ask("GET", &format!("{route}/annotations?per_page=100&page=2"), None);
    assert_eq!(annotations.body.as_array().map(Vec::len), Some(1), "{annotations:?}");
    assert_eq!(held.lock().checks[0].places()[100], "migrations/001_a.sql:101");
    done(&held);
}

/// Each of these requests is refused, and what was wrong is written down.
fn violations() {
    let held = repository();
    let number = held.lock().add_issue(Account::person("ann"), "an issue", "");
    let id = held.ask("POST", "/check-runs", Some(new_check())).body["id"].clone();
    let comments = format!("/issues/{number}/comments");
    let run = format!("/check-runs/{id}");
    let with = |key: &str, value: Value| {
        let mut annotation = annotation(3);
        annotation[key] = value;
        Some(json!({ "output": { "title": "t", "summary": "s", "annotations": [annotation] } }))
    };
    let check = |key: &str, value: Value| {
        let mut body = new_check();
        body[key] = value;
        Some(body)
    };
    let many: Vec<Value> = (1..=51).map(annotation).collect();
    let long = "x".repeat(65_536);
    for (method, route, body, wrong) in [
        ("GET", "/nothing", None, "not an operation"),
        ("DELETE", "/labels/drift", None, "not an operation"),
        ("GET", "/issues?state=opened", None, "opened"),
        ("GET", "/issues?label=drift", None, "no query parameter"),
        ("GET", "/issues?per_page=101", None, "100 entries"),
        ("GET", "/issues?page=two", None, "two"),
        ("GET", "/issues/one", None, "issue_number"),
        ("GET", "/labels", Some(json!({})), "takes none"),
        ("POST", "/check-runs", None, "missing"),
        ("POST", "/check-runs", Some(json!({ "name": "x" })), "head_sha"),
        ("POST", "/check-runs", check("state", json!("queued")), "state"),
        ("POST", "/check-runs", check("status", json!("completed")), "without a conclusion"),
        ("POST", "/check-runs", check("conclusion", json!("success")), "is not completed"),
        ("POST", "/check-runs", check("conclusion", json!("error")), "error"),
        ("POST", "/check-runs", check("started_at", json!("yesterday")), "yesterday"),
        ("POST", "/check-runs", check("details_url", json!("run 1")), "no address"),
        ("POST", "/check-runs", check("output", json!({ "title": "t", "summary": long })), "65535"),
        ("PATCH", &run, Some(json!({ "status": "completed" })), "without a conclusion"),
        (
            "PATCH",
            &run,
            Some(json!({ "output": { "title": "t", "summary": "s", "annotations": many } })),
            "50",
        ),
        ("PATCH", &run, with("annotation_level", json!("error")), "error"),
        ("PATCH", &run, with("path", json!("/data/x.sql")), "inside the repository"),
        ("PATCH", &run, with("start_line", json!(0)), "from 1"),
        ("PATCH", &run, with("title", json!("x".repeat(256))), "255"),
        ("PATCH", &run, with("message", json!("x".repeat(65_537))), "64 KB"),
        ("PATCH", &run, with("column", json!(1)), "column"),
        (
            "PATCH",
            &run,
            Some(
                json!({ "output": { "title": "t", "summary": "s", "annotations": [{ "path": "a", "start_line": 1,
                "end_line": 2, "start_column": 1, "annotation_level": "notice", "message": "m" }] } }),
            ),
            "one line only",
        ),
        ("POST", &comments, Some(json!({ "body": "x".repeat(65_537) })), "65537"),
        ("POST", &comments, Some(json!({ "body": " " })), "empty"),
        ("POST", &comments, Some(json!({ "body": format!("see {PASSWORD}") })), "secret"),
        ("POST", &comments, Some(json!({ "body": held.token() })), "secret"),
        ("PATCH", &format!("/issues/{number}"), Some(json!({ "state": "closed" })), "which ann wrote"),
        ("POST", "/labels", Some(json!({ "name": "drift", "color": "#ff0000" })), "hexadecimal"),
        ("POST", "/deployments", Some(json!({ "ref": SHA })), "auto_merge"),
        (
            "POST",
            "/deployments",
            Some(json!({ "ref": SHA, "auto_merge": false, "description": "x".repeat(141) })),
            "140",
        ),
    ] {
        let reply = held.ask(method, route, body);
        let found = std::mem::take(&mut held.lock().violations);
        assert!(found.iter().any(|found| found.contains(wrong)), "{method} {route}: {reply:?}, {found:?}");
    }
    let other = held.send("GET", "/repos/acme/other/issues", None).expect("an answer");
    assert_eq!(other.status, 422);
    assert!(held.lock().violations[0].contains("acme/other"));
}

fn pages() {
    for on_enterprise in [true, false] {
        let held = Fake::get().repository(Account::actions(), on_enterprise);
        let number = held.lock().add_issue(Account::person("ann"), "an issue", "");
        for index in 0..101 {
            held.lock().add_comment(number, Account::person("ann"), &format!("comment {index}"));
        }
        let first = held.ask("GET", &format!("/issues/{number}/comments?per_page=100"), None);
        let link = first.header("link").expect("a link").to_owned();
        let next = link.split(['<', '>']).nth(1).expect("an address");
        assert_eq!(next.contains("/api/v3/"), on_enterprise);
        assert!(link.contains("rel=\"next\"") && next.ends_with("per_page=100&page=2"), "{link}");
        let second = held.ask("GET", &format!("/issues/{number}/comments?per_page=100&page=2"), None);
        assert_eq!(
            (first.body.as_array().map(Vec::len), &second.body[0]["body"]),
            (Some(100), &json!("comment 100"))
        );
        assert!(second.header("link").is_some_and(|link| !link.contains("next")));
        done(&held);
    }
}

fn issues() {
    let held = repository();
    let head = PullRequest { head_sha: SHA.into(), head_branch: "x".into(), head_owner: "acme".into() };
    held.lock().add_pull_request(head);
    let make =
        || held.ask("POST", "/issues", Some(json!({ "title": "t", "body": "b", "labels": ["drift"] })));
    let list =
        |query: &str| held.ask("GET", &format!("/issues?{query}"), None).body.as_array().map_or(0, Vec::len);
    assert_eq!(make().body["labels"][0]["name"], "drift");
    held.lock().drops_labels = true;
    assert_eq!(make().body["labels"], json!([]));
    assert_eq!(
        (list("state=open"), list("labels=drift"), list("creator=github-actions%5Bbot%5D")),
        (3, 1, 2)
    );
    let closed =
        held.ask("PATCH", "/issues/3", Some(json!({ "state": "closed", "state_reason": "completed" })));
    assert_eq!((&closed.body["state"], list("state=open"), list("state=all")), (&json!("closed"), 2, 3));
    let again = held.ask("POST", "/labels", Some(json!({ "name": "drift", "color": "d93f0b" })));
    assert_eq!((again.status, &again.body["errors"][0]["code"]), (422, &json!("already_exists")));
    assert_eq!(held.ask("GET", "/labels/none", None).status, 404);
    done(&held);
}

fn deployments() {
    let held = repository();
    held.ask("POST", "/check-runs", Some(new_check()));
    let mut body =
        json!({ "ref": SHA, "environment": "staging", "auto_merge": false, "payload": { "run": "1" } });
    assert_eq!(held.ask("POST", "/deployments", Some(body.clone())).status, 409);
    body["required_contexts"] = json!([]);
    let success =
        json!({ "state": "success", "log_url": "https://github.example.com/acme/shop/actions/runs/1" });
    for _ in 0..2 {
        let made = held.ask("POST", "/deployments", Some(body.clone()));
        assert_eq!((made.status, &made.body["payload"]["run"]), (201, &json!("1")));
        let route = format!("/deployments/{}/statuses", made.body["id"]);
        assert_eq!(held.ask("POST", &route, Some(success.clone())).status, 201);
        assert_eq!(held.ask("GET", &route, None).body[0]["state"], "success");
    }
    assert_eq!(held.lock().deployments[0].states(), ["success", "inactive"]);
    assert_eq!(
        held.ask("GET", "/deployments?environment=staging", None).body.as_array().map(Vec::len),
        Some(2)
    );
    assert_eq!(held.ask("GET", "/deployments?environment=production", None).body, json!([]));
    let unknown = json!({ "ref": "0".repeat(40), "auto_merge": false });
    assert_eq!(held.ask("POST", "/deployments", Some(unknown)).status, 422);
    done(&held);
}

fn permissions() {
    let held = repository();
    let head = PullRequest { head_sha: SHA.into(), head_branch: "x".into(), head_owner: "acme".into() };
    let pull = held.lock().add_pull_request(head);
    let issue = held.lock().add_issue(Account::person("ann"), "an issue", "");
    held.lock().permissions = Permissions { pull_requests: Access::Write, ..Permissions::all(Access::Read) };
    let comment = |number: u64| {
        held.ask("POST", &format!("/issues/{number}/comments"), Some(json!({ "body": "b" }))).status
    };
    assert_eq!((comment(pull), comment(issue)), (201, 403));
    let refused = held.ask("POST", "/check-runs", Some(new_check()));
    assert_eq!(
        (refused.status, &refused.body["message"]),
        (403, &json!("Resource not accessible by integration"))
    );
    assert_eq!(held.ask("GET", &format!("/commits/{SHA}/check-runs"), None).status, 200);
    held.lock().permissions = Permissions::all(Access::None);
    assert_eq!(held.ask("GET", &format!("/commits/{SHA}/check-runs"), None).status, 403);
    assert_eq!(held.ask("GET", "", None).body["private"], true);
    assert_eq!(comment(pull), 403);
    done(&held);
}

fn faults() {
    let held = repository();
    let number = held.lock().add_issue(Account::person("ann"), "an issue", "");
    let comments = format!("/issues/{number}/comments");
    let route = format!("/repos/{}{comments}", held.lock().name);
    let say = || held.send("POST", &route, Some(json!({ "body": "b" })));
    let count = || held.lock().comments.len();
    let plan = |fault: Fault, times: u32| held.lock().plan(fault, "POST", "/comments", times);
    for (fault, status, header) in [
        (Fault::Refused, 403, None),
        (Fault::Unauthorized, 401, None),
        (Fault::NotFound, 404, None),
        (Fault::Gone, 410, None),
        (Fault::TooLong, 422, None),
        (Fault::TooMany(1), 429, Some("retry-after")),
        (Fault::Secondary(Some(1)), 403, Some("retry-after")),
        (Fault::Secondary(None), 403, None),
        (Fault::Exhausted(1), 403, Some("x-ratelimit-reset")),
        (Fault::BadGateway { stored: false }, 502, None),
    ] {
        plan(fault, 1);
        let reply = say().expect("an answer");
        assert_eq!((reply.status, count()), (status, 0), "{fault:?}");
        assert!(header.is_none_or(|header| reply.header(header).is_some()), "{fault:?}: {reply:?}");
    }
    plan(Fault::BadGateway { stored: true }, 2);
    assert_eq!((say().map(|reply| reply.status), say().map(|reply| reply.status)), (Some(502), Some(502)));
    assert_eq!((say().map(|reply| reply.status), count()), (Some(201), 3));
    plan(Fault::Closed, 1);
    assert!(say().is_none());
    plan(Fault::Slow(Duration::from_millis(300)), 1);
    let started = Instant::now();
    assert!(say().is_some() && started.elapsed() >= Duration::from_millis(300));
    assert_eq!(count(), 5);
    let id = held.lock().comments[0].id;
    held.lock().plan(Fault::Deleted, "PATCH", "/comments/{comment_id}", 1);
    let gone = held.ask("PATCH", &format!("/issues/comments/{id}"), Some(json!({ "body": "new" })));
    assert_eq!((gone.status, count()), (404, 4));
    done(&held);
}

fn viewers() {
    let held = repository();
    assert_eq!(held.send("GET", "/user", None).map(|reply| reply.status), Some(403));
    held.lock().viewer = Account::person("ann");
    assert_eq!(held.send("GET", "/user", None).expect("an answer").body["login"], "ann");
    done(&held);
}

fn pulls() {
    let held = repository();
    let head = |owner: &str, sha: &str| PullRequest {
        head_sha: sha.to_owned(),
        head_branch: "change".to_owned(),
        head_owner: owner.to_owned(),
    };
    let forked = "1".repeat(40);
    held.lock().add_pull_request(head("acme", SHA));
    held.lock().add_pull_request(head("eve", &forked));
    let numbers = |route: &str| {
        let listed = held.ask("GET", route, None).body;
        listed.as_array().into_iter().flatten().filter_map(|pull| pull["number"].as_u64()).collect::<Vec<_>>()
    };
    assert_eq!(numbers(&format!("/commits/{SHA}/pulls")), [1]);
    assert!(numbers(&format!("/commits/{forked}/pulls")).is_empty());
    assert_eq!(numbers("/pulls?head=eve:change&state=open"), [2]);
    assert_eq!(held.ask("GET", "/pulls/2", None).body["head"]["repo"]["full_name"], "eve/fork");
    done(&held);
}
