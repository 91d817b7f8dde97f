//! Step: the files can be read and replayed on an empty database, and no history contradicts them.

use crate::model::finding::Severity;

use super::failure::Outcome;
use super::run::{Done, Run};
use super::{replay, status};

pub(crate) async fn run(run: &mut Run<'_>) -> Outcome<Done> {
    let folder = run.folder()?;
    let unreadable = folder.findings.iter().any(|finding| finding.severity == Severity::Error);
    let contradicted = status::report_standings(run, &folder);
    if unreadable {
        return Ok(Done::failed("the migration files cannot be used as they are"));
    }
    let replayed = replay::replay_all(run, &folder).await?;
    let count = folder.migrations.len();
    let summary = format!("{count} {} migrations in {}", folder.tool.as_str(), folder.path);
    if contradicted {
        return Ok(Done::failed(format!("{summary}; a history contradicts the files")));
    }
    Ok(match replayed {
        Ok(major) => Done::passed(summary)
            .counting("replayed", count)
            .proving(format!("all {count} migrations replay on an empty PostgreSQL {major}")),
        Err(finding) => {
            let failed = Done::failed(format!("{summary}; a file cannot be replayed"));
            run.find(*finding);
            failed
        }
    })
}
