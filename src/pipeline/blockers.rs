//! What migrations wait behind, said before and after waiting.

use std::time::Duration;

use crate::db::{Session, lock};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::progress::Progress;
use crate::sql::summary::summary;

use super::failure::Outcome;
use super::run::Run;

/// A transaction that is open for so long is told of before the first migration.
pub(crate) const LONG_TRANSACTION: Duration = Duration::from_secs(30);

/// Says what the migrations wait behind, or may have to; each session once.
pub(crate) async fn warn(
    run: &mut Run<'_>,
    session: &mut Session,
    environment: &str,
    at_least: Duration,
) -> Outcome<()> {
    for blocker in lock::blockers(session, at_least).await? {
        let who = if blocker.pid == 0 { String::new() } else { format!(" (process {})", blocker.pid) };
        let subject = format!("{}{who} of {}", blocker.what, blocker.user);
        let told = |finding: &Finding| {
            finding.code == Code::ApplyBlocked && finding.message.starts_with(&subject) && blocker.pid != 0
        };
        if run.report.findings.iter().any(told) {
            continue;
        }
        let age = humantime::format_duration(Duration::from_secs(blocker.seconds));
        let finding = Finding::new(
            Code::ApplyBlocked,
            format!("{subject} {} for {age}: {}", blocker.application, summary(&blocker.query)),
        )
        .with_help("let it end or end it; a statement that must wait for it gives up after apply.lock_timeout and is tried again")
        .in_environment(environment);
        run.observe(Progress::Notice { severity: "warning".to_owned(), text: finding.message.clone() });
        run.find(finding);
    }
    Ok(())
}
