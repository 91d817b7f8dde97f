//! The report of another run, told for the commit and the pull request that the event names. Here telling is
//! the work itself, so that an error is one.

use std::time::Instant;

use crate::github::client::Client;
use crate::github::comments;
use crate::github::context::Context;
use crate::github::error::GithubError;
use crate::github::links::Links;
use crate::github::pulls;
use crate::model::report::Report;
use crate::outputs::comment;
use crate::outputs::redact::Redactor;

use super::check::Check;
use super::subject::Subject;
use super::surface::{PATIENCE, Pages};

/// Puts the check run beside the commit, and the comment on the pull request, where there is one.
///
/// # Errors
/// When GitHub cannot be reached, or does not let this token do it.
pub(crate) async fn publish(
    github: &Context,
    report: &Report,
    links: &Links,
    redactor: &Redactor,
) -> Result<Pages, GithubError> {
    let client = Client::new(github, Instant::now() + PATIENCE)?;
    let subject = Subject::of_report(report);
    let mut pages = Pages::default();
    let (Some(sha), Some(check)) = (&github.head_sha, Check::new(github, &subject, links.run.clone())) else {
        return Ok(pages);
    };
    let run = check.open(&client).await?;
    check.conclude(&client, &run, report, links, redactor).await?;
    pages.check_run = run.url;
    let head = github.followed.as_ref().and_then(|run| run.head.as_deref());
    let number = match github.pull_request {
        Some(number) => Some(number),
        None => pulls::of_head(&client, sha, head).await?,
    };
    if let Some(number) = number {
        let marker = subject.comment(github);
        let body = redactor.redact(&comment::body(report, links, &marker));
        pages.comment = comments::keep(&client, number, &marker, &body).await?.into_url();
    } else {
        tracing::info!("no open pull request has the commit {sha}: there is only the check run");
    }
    Ok(pages)
}
