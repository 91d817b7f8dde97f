//! What is told through GitHub's API: check run, comment, issues, deployments. All of it is cosmetic:
//! whatever fails here is a line of the log, and the verdict stays what it is.

use std::time::{Duration, Instant};

use crate::github::checks::CheckRun;
use crate::github::client::Client;
use crate::github::comments;
use crate::github::context::Context;
use crate::github::issues::{self, IssueText};
use crate::github::links::Links;
use crate::model::mode::Mode;
use crate::model::report::Report;
use crate::outputs::redact::Redactor;
use crate::outputs::{comment, drift_issue};

use super::check::Check;
use super::deployments::Deploying;
use super::feed::{Feed, Opened};
use super::subject::Subject;
use super::told;

/// For everything that is told at the end; long enough for one wait of a rate limit.
pub(super) const PATIENCE: Duration = Duration::from_secs(120);
/// The same after an interrupt: the step that was interrupted may have taken most of the 7.5 seconds that the
/// runner waits.
const SHORT: Duration = Duration::from_millis(1500);

/// GitHub, as far as the token of this run goes.
pub(crate) struct Surface {
    context: Context,
    client: Client,
    subject: Subject,
    redactor: Redactor,
}

/// The pages that were made or kept, and what they hold.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    pub(crate) check_run: Option<String>,
    pub(crate) comment: Option<String>,
    /// Of the first environment that has drift.
    pub(crate) issue: Option<String>,
    /// The check run has an annotation for each finding.
    pub(crate) annotated: bool,
}

impl Pages {
    /// With the names of the outputs that hold them.
    pub(crate) fn named(&self) -> [(&'static str, Option<&str>); 3] {
        [
            ("check-run-url", self.check_run.as_deref()),
            ("comment-url", self.comment.as_deref()),
            ("issue-url", self.issue.as_deref()),
        ]
    }
}

impl Surface {
    /// `None` where nothing can be told: no token, no repository.
    pub(crate) fn new(context: &Context, subject: Subject, redactor: Redactor) -> Option<Self> {
        context.token.as_ref()?;
        let client = Client::new(context, Instant::now() + PATIENCE);
        let client = told("GitHub", client)?;
        Some(Self { context: context.clone(), client, subject, redactor })
    }

    /// Begins to tell what goes on. Needs a tokio runtime.
    pub(crate) fn begin(&self) -> Feed {
        Feed::begin(self.client.clone(), self.redactor.clone(), self.check(), self.deploying())
    }

    fn check(&self) -> Option<Check> {
        if !self.subject.github.check_run {
            return None;
        }
        Check::new(&self.context, &self.subject, self.context.run_url())
    }

    fn deploying(&self) -> Option<Deploying> {
        if self.subject.dry_run {
            return None;
        }
        Some(Deploying {
            mode: self.subject.mode,
            wanted: self.subject.github.deployment,
            sha: self.context.head_sha.clone()?,
            checked_out: self.context.sha.clone().or_else(|| self.context.head_sha.clone())?,
            run_id: self.context.run_id.clone()?,
            log_url: self.context.run_url(),
            pages: self.subject.pages.clone(),
        })
    }

    /// Tells the report everywhere, at once. `feed` is what was told while the run went on.
    pub(crate) async fn tell(&self, report: &Report, links: &Links, feed: Option<Feed>) -> Pages {
        let interrupted = report.exit.is_interrupt();
        let patience = if interrupted { SHORT } else { PATIENCE };
        let deadline = Instant::now() + patience;
        let client = self.client.until(deadline);
        let opened = match feed {
            Some(feed) => feed.end(patience / 2).await,
            None => Opened::default(),
        };
        let told = async {
            let check = self.tell_check(&client, report, links, opened.check);
            let deployments = async {
                if let Some(deploying) = self.deploying() {
                    deploying.end(&client, report, &opened.deployments).await;
                }
            };
            if interrupted {
                // There is no time for more, and the next run writes the rest anew.
                let (check, ()) = tokio::join!(check, deployments);
                return Pages { annotated: check.is_some(), check_run: check.flatten(), ..Pages::default() };
            }
            let comment = self.tell_comment(&client, report, links);
            let issue = self.tell_issues(&client, report, links);
            let (check, (), comment, issue) = tokio::join!(check, deployments, comment, issue);
            Pages { annotated: check.is_some(), check_run: check.flatten(), comment, issue }
        };
        // The requests keep to the deadline themselves; this keeps it if one does not.
        tokio::time::timeout_at((deadline + SHORT / 5).into(), told).await.unwrap_or_default()
    }

    /// The page of the concluded check run; `None` when there is no concluded one.
    async fn tell_check(
        &self,
        client: &Client,
        report: &Report,
        links: &Links,
        opened: Option<Option<CheckRun>>,
    ) -> Option<Option<String>> {
        let check = self.check()?;
        let run = match opened {
            Some(opened) => opened?,
            None => told("the check run", check.open(client).await)?,
        };
        let concluded = check.conclude(client, &run, report, links, &self.redactor).await;
        told("the check run", concluded)?;
        Some(run.url)
    }

    async fn tell_comment(&self, client: &Client, report: &Report, links: &Links) -> Option<String> {
        let number = self.context.pull_request.filter(|_| self.subject.github.comment)?;
        let marker = self.subject.comment(&self.context);
        let body = self.redactor.redact(&comment::body(report, links, &marker));
        let kept = match comment::is_worth_a_comment(report) {
            true => comments::keep(client, number, &marker, &body).await.map(Some),
            false => comments::keep_if_there(client, number, &marker, &body).await,
        };
        told("the comment", kept)??.into_url()
    }

    /// Drift is told by the runs that look for it regularly, and of the branch that is deployed: what another
    /// branch's files describe is nobody's drift.
    async fn tell_issues(&self, client: &Client, report: &Report, links: &Links) -> Option<String> {
        let elsewhere = match (&self.context.branch, &self.context.default_branch) {
            (Some(branch), Some(default)) => branch != default,
            _ => self.context.pull_request.is_some(),
        };
        if !self.subject.github.issue || report.mode != Mode::Health || elsewhere {
            return None;
        }
        let mut page = None;
        for environment in &report.environments {
            let name = &environment.name;
            let checked_at = &report.started_at;
            let Some(text) =
                drift_issue::of_environment(report, name, &self.subject.scope(), links, checked_at)
            else {
                continue;
            };
            let body = self.redactor.redact(&text.body);
            if text.drifted {
                let text = IssueText {
                    marker: &text.marker,
                    label: text.label,
                    title: &self.redactor.redact(&text.title),
                    body: &body,
                    changed: &self.redactor.redact(&text.changed),
                };
                let kept = told("the drift issue", issues::keep(client, &text).await);
                page = page.or(kept.and_then(issues::KeptIssue::into_url));
            } else {
                let resolved = self.redactor.redact(&text.resolved);
                let closed = issues::close(client, &text.marker, text.label, &resolved, Some(&body)).await;
                told("the end of the drift", closed);
            }
        }
        page
    }
}
