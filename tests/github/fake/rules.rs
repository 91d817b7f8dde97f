//! What GitHub or good manners ask of a request and its OpenAPI description does not say.

use serde_json::Value;

use super::http::Call;

/// What these rules have against a request.
pub(crate) fn problems(template: &str, call: &Call) -> Vec<String> {
    let mut problems = Vec::new();
    let mut wrong = |what: &str| problems.push(what.to_owned());
    // <https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#user-agent>
    if call.header("user-agent").is_none_or(str::is_empty) {
        wrong("it has no user-agent, which GitHub refuses");
    }
    if !call.header("authorization").is_some_and(|value| value.starts_with("Bearer ")) {
        wrong("it has no bearer token");
    }
    if !call.body.is_empty() && !call.header("content-type").is_some_and(|value| value.contains("json")) {
        wrong("its body is not said to be JSON");
    }
    for (name, value) in call.query() {
        if name == "per_page" && !value.parse().is_ok_and(|size: u32| (1..=100).contains(&size)) {
            wrong("a page has at most 100 entries");
        }
    }
    let body: Value = serde_json::from_str(&call.body).unwrap_or_default();
    let length = |value: &Value| value.as_str().map_or(0, |text| text.chars().count());
    if template.ends_with("/check-runs") || template.ends_with("/check-runs/{check_run_id}") {
        problems.extend(check_run(&call.method, &body));
    } else if template.ends_with("/comments") || template.ends_with("/comments/{comment_id}") {
        if call.method != "GET" && body["body"].as_str().is_none_or(|text| text.trim().is_empty()) {
            problems.push("a comment is empty".to_owned());
        }
    } else if template.ends_with("/issues") || template.ends_with("/issues/{issue_number}") {
        if length(&body["title"]) > 256 {
            problems.push("the title of an issue is longer than 256 characters".to_owned());
        }
        if body["title"].as_str().is_some_and(|title| title.trim().is_empty()) {
            problems.push("an issue has an empty title".to_owned());
        }
    } else if template.ends_with("/labels") && call.method == "POST" && body["name"].is_string() {
        // Of the repository, not of an issue.
        let color = body["color"].as_str().unwrap_or("ededed");
        if color.len() != 6 || !color.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            problems.push(format!("the colour of a label is six hexadecimal digits, not {color:?}"));
        }
        if length(&body["name"]) > 50 || length(&body["description"]) > 100 {
            problems.push("a label has at most 50 characters, its description 100".to_owned());
        }
    } else if template.ends_with("/deployments") || template.ends_with("/statuses") {
        if length(&body["description"]) > 140 {
            problems.push("the description of a deployment has at most 140 characters".to_owned());
        }
        for key in ["log_url", "target_url", "environment_url"] {
            if let Some(text) = body[key].as_str().filter(|text| !is_web_address(text)) {
                problems.push(format!("{key} is no address: {text:?}"));
            }
        }
    }
    problems
}

fn is_web_address(text: &str) -> bool {
    text.is_empty() || url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// <https://docs.github.com/rest/checks/runs>
fn check_run(method: &str, body: &Value) -> Vec<String> {
    const LONGEST: usize = 64 << 10;
    let mut problems = Vec::new();
    let mut wrong = |what: String| problems.push(what);
    if method == "GET" {
        return problems;
    }
    if method == "POST" && body["name"].as_str().is_none_or(|name| name.trim().is_empty()) {
        wrong("a check run without a name".to_owned());
    }
    // The description says this of PATCH only.
    if body["status"] == "completed" && body["conclusion"].is_null() {
        wrong("a check run is completed without a conclusion".to_owned());
    }
    if !body["conclusion"].is_null() && !matches!(body["status"].as_str(), None | Some("completed")) {
        wrong("a check run with a conclusion is not completed".to_owned());
    }
    if let Some(url) = body["details_url"].as_str().filter(|url| !is_web_address(url)) {
        wrong(format!("details_url is no address: {url:?}"));
    }
    let output = &body["output"];
    if output.is_object() {
        for key in ["title", "summary"] {
            if output[key].as_str().is_none_or(|text| text.trim().is_empty()) {
                wrong(format!("the output of a check run has no {key}"));
            }
        }
    }
    for annotation in output["annotations"].as_array().into_iter().flatten() {
        let number = |key: &str| annotation[key].as_u64();
        let bytes = |key: &str| annotation[key].as_str().map_or(0, str::len);
        let path = annotation["path"].as_str().unwrap_or_default();
        let mut wrong = |what: &str| problems.push(format!("annotation at {path:?}: {what}"));
        if path.is_empty()
            || path.contains('\\')
            || path.split('/').any(|part| matches!(part, "" | "." | ".."))
        {
            wrong("the path is not one inside the repository");
        }
        let (start, end) = (number("start_line").unwrap_or(0), number("end_line").unwrap_or(0));
        if start == 0 || end < start {
            wrong("lines are counted from 1, and the end is not before the start");
        }
        let columns = (number("start_column"), number("end_column"));
        if columns != (None, None) && start != end {
            wrong("columns are for one line only");
        }
        if columns.0 == Some(0) || matches!(columns, (Some(from), Some(to)) if to < from) {
            wrong("columns are counted from 1, and the end is not before the start");
        }
        if bytes("message") == 0 || bytes("message") > LONGEST || bytes("raw_details") > LONGEST {
            wrong("a message is empty or longer than 64 KB");
        }
        if annotation["title"].as_str().is_some_and(|title| title.chars().count() > 255) {
            wrong("a title is longer than 255 characters");
        }
    }
    problems
}
