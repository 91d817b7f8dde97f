//! What a repository holds, in lines that a test can compare, and which calls made it so.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::fake::repository::Repository;

/// Everything that was made, without ids.
pub(crate) fn told(repository: &Repository) -> Vec<String> {
    let mut lines = Vec::new();
    for run in &repository.checks {
        let conclusion = run.conclusion.as_deref().unwrap_or("none");
        let number = run.annotations.len();
        lines.push(format!("check run {:?}: {}, {conclusion}, {number} annotations", run.name, run.status));
    }
    for issue in &repository.issues {
        let state = if issue.open { "open" } else { "closed" };
        lines.push(format!("issue {} {:?}: {state}, {:?}", issue.number, issue.title, issue.labels));
        for comment in repository.comments_of(issue.number) {
            // The first visible line; before it stands the marker.
            let shown = comment.body.lines().find(|line| !line.starts_with("<!--")).unwrap_or_default();
            lines.push(format!("comment of {} on {}: {shown}", comment.author.login, issue.number));
        }
    }
    for deployment in &repository.deployments {
        let (environment, states) = (&deployment.environment, deployment.states());
        lines.push(format!("deployment of {} to {environment}: {states:?}", deployment.sha));
    }
    lines
}

/// Mode and call to how often, the most of all runs.
static CALLS: Mutex<BTreeMap<String, BTreeMap<String, usize>>> = Mutex::new(BTreeMap::new());

/// Counts the calls of a run, `calls` being all that followed the earlier runs.
pub(crate) fn count(what: &str, calls: &[(String, super::fake::http::Call)]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (template, call) in calls {
        let short = template.trim_start_matches("/repos/{owner}/{repo}");
        *counts
            .entry(format!("{} {}", call.method, if short.is_empty() { template } else { short }))
            .or_default() += 1;
    }
    CALLS.lock().unwrap_or_else(PoisonError::into_inner).insert(what.to_owned(), counts);
}

/// The calls of each run that was counted, as a table in Markdown.
pub(crate) fn table() -> String {
    let mut table = String::from("| Run | Requests | Calls |\n|---|--:|---|\n");
    for (what, counts) in &*CALLS.lock().unwrap_or_else(PoisonError::into_inner) {
        let calls: Vec<String> = counts.iter().map(|(call, number)| format!("{number} × `{call}`")).collect();
        let sum: usize = counts.values().sum();
        table.push_str(&format!("| {what} | {sum} | {} |\n", calls.join("<br>")));
    }
    table
}
