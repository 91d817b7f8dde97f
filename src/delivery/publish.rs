//! The report of another run, told for the commit and the pull request of this run's event.

use crate::config::task::Task;
use crate::model::exit::Exit;
use crate::model::report::Report;

use super::{Delivery, told};

impl Delivery {
    /// Tells the report; its answer is the other run's, so this one succeeds when GitHub has taken it.
    pub(crate) async fn publish(&mut self, task: &Task, report: Report) -> Exit {
        self.begin_without_settings(task);
        let mut is_known = false;
        if let Some(surface) = &mut self.surface {
            is_known = told("the pull request's comment", surface.find_pull_request().await).is_some();
        }
        let commented = self.surface.as_ref().is_some_and(|surface| surface.has_pull_request());
        if is_known && !commented {
            tracing::info!("no open pull request has this commit at its head: only the check run is made");
        }
        let (_, pages) = self.deliver(report).await;
        if is_known && pages.annotated && (pages.comment.is_some() || !commented) {
            return Exit::Done;
        }
        tracing::error!(
            "the report was not published: the job needs a token with checks: write, pull-requests: write and \
             contents: read; what GitHub refused is said above"
        );
        Exit::Unreachable
    }
}
