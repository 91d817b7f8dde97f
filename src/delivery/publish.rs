//! The report of another run, told for the commit and the pull request that the event names. Here telling is
//! the work itself, so that an error is one.

use std::time::{Duration, Instant};

use crate::github::checks;
use crate::github::client::Client;
use crate::github::comments;
use crate::github::context::Context;
use crate::github::error::GithubError;
use crate::github::links::Links;
use crate::github::pulls;
use crate::model::report::Report;
use crate::outputs::{check_run, comment};

use super::feed::Check;
use super::subject::Subject;
use super::surface::Pages;

/// Long enough for one wait of a rate limit.
const PATIENCE: Duration = Duration::from_secs(120);

/// Puts the check run beside the commit, and the comment on the pull request, where there is one.
///
/// # Errors
/// When GitHub cannot be reached, or does not let this token do it.
pub(crate) async fn publish(github: &Context, report: &Report, links: &Links) -> Result<Pages, GithubError> {
    let client = Client::new(github, Instant::now() + PATIENCE)?;
    let subject = Subject::of_report(report);
    let mut pages = Pages::default();
    let Some(sha) = &github.head_sha else { return Ok(pages) };
    let check = Check {
        name: subject.check_name(),
        head_sha: sha.clone(),
        // A job may publish more than one report.
        external_id: format!(
            "published-{}-{}",
            github.run_id.as_deref().unwrap_or_default(),
            std::process::id()
        ),
        details_url: links.run.clone(),
        mode: report.mode,
    };
    let run = check.open(&client, &[]).await?;
    let (conclusion, output) = check_run::result(report, links);
    let fallback = github.workflow_file.as_deref().unwrap_or(".github");
    let annotations = check_run::annotations(report, fallback);
    checks::conclude(&client, &run, conclusion, &output, &annotations).await?;
    pages.check_run = run.url;
    let head = github.followed.as_ref().and_then(|run| run.head.as_deref());
    let number = match github.pull_request {
        Some(number) => Some(number),
        None => pulls::of_head(&client, sha, head).await?,
    };
    if let Some(number) = number {
        let marker = subject.comment(github);
        let body = comment::body(report, links, &marker);
        pages.comment = comments::keep(&client, number, &marker, &body).await?.into_url();
    } else {
        tracing::info!("no open pull request has the commit {sha}: there is only the check run");
    }
    Ok(pages)
}
