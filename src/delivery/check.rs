//! The check run of a run, or of a report that another run handed over.

use std::time::SystemTime;

use crate::github::checks::{self, CheckRun, NewCheck};
use crate::github::client::Client;
use crate::github::context::Context;
use crate::github::error::GithubError;
use crate::github::links::Links;
use crate::model::mode::Mode;
use crate::model::report::Report;
use crate::outputs::check_run;
use crate::outputs::redact::Redactor;

use super::subject::Subject;

/// A check run to be opened.
#[derive(Debug, Clone)]
pub(crate) struct Check {
    name: String,
    head_sha: String,
    external_id: String,
    details_url: Option<String>,
    pub(crate) mode: Mode,
    /// The file that findings without a place are shown at.
    fallback: String,
}

impl Check {
    /// For the commit that the event is about; `None` where it names none.
    pub(crate) fn new(context: &Context, subject: &Subject, details_url: Option<String>) -> Option<Self> {
        let run = context.run_id.as_deref().unwrap_or_default();
        let attempt = context.run_attempt.as_deref().unwrap_or_default();
        let job = context.job.as_deref().unwrap_or_default();
        // A job may call lockstep more than once, each time as the same process of another container.
        let moment = humantime::format_rfc3339_micros(SystemTime::now());
        Some(Self {
            name: subject.check_name(),
            head_sha: context.head_sha.clone()?,
            external_id: format!("{run}-{attempt}-{job}-{moment}"),
            details_url,
            mode: subject.mode,
            fallback: context.workflow_file.clone().unwrap_or_else(|| ".github".to_owned()),
        })
    }

    /// Puts it beside the commit, in progress.
    pub(crate) async fn open(&self, client: &Client) -> Result<CheckRun, GithubError> {
        let output = check_run::progress(self.mode, &[]);
        let check = NewCheck {
            name: &self.name,
            head_sha: &self.head_sha,
            external_id: &self.external_id,
            details_url: self.details_url.as_deref(),
            output: &output,
        };
        checks::open(client, &check).await
    }

    /// Says in it how the report ends, with every finding.
    pub(crate) async fn conclude(
        &self,
        client: &Client,
        run: &CheckRun,
        report: &Report,
        links: &Links,
        redactor: &Redactor,
    ) -> Result<(), GithubError> {
        let (conclusion, mut output) = check_run::result(report, links);
        output.title = redactor.redact(&output.title);
        output.summary = redactor.redact(&output.summary);
        let annotations = check_run::annotations(report, &self.fallback);
        checks::conclude(client, run, conclusion, &output, &annotations).await
    }
}
