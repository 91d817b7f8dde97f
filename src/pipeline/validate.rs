//! Step: the files can be read and replayed on an empty database, and no history contradicts them.

use crate::config::task::Task;
use crate::formats::{Folder, ReadOnly, Writer};
use crate::model::code::Code;
use crate::model::exit::Exit;
use crate::model::finding::{Finding, Severity};

use super::failure::{Failure, Outcome};
use super::run::{Done, Run};
use super::{backup, replay, status, target};

pub(crate) async fn run(run: &mut Run<'_>) -> Outcome<Done> {
    let folder = run.folder()?;
    let unreadable = folder.findings.iter().any(|finding| finding.severity == Severity::Error);
    let contradicted = status::report_standings(run, &folder);
    if unreadable {
        return Ok(Done::failed("the migration files cannot be used as they are"));
    }
    can_be_carried_out(run, &folder)?;
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

/// What applies and records the migrations; some tools' are read and checked only.
pub(crate) fn writer<'f>(folder: &'f Folder, environment: &str, schema: &str) -> Outcome<Writer<'f>> {
    folder.writer(schema).map_err(|ReadOnly(reason)| {
        let tool = folder.tool.as_str();
        let message = format!("the migrations in {} belong to {tool}: {reason}", folder.path);
        Failure::refused(
            Finding::new(Code::ToolReadOnly, message)
                .with_help(format!(
                    "apply or record them with {tool} itself; lockstep reads its history, checks and compares"
                ))
                .in_environment(environment),
        )
    })
}

/// What would stop a later step is said before the first database is changed: a tool that lockstep
/// only reads, a pooler in the way of writing, missing tools for the backup of a protected environment.
fn can_be_carried_out(run: &Run<'_>, folder: &Folder) -> Outcome<()> {
    if !matches!(run.task, Task::Apply { .. } | Task::Deploy { .. }) {
        return Ok(());
    }
    for target in run.targets.iter().filter(|target| target.standings.pending().next().is_some()) {
        writer(folder, &target.environment.name, &target.schema)?;
        target::direct_url(target.environment)?;
        if target.environment.protected && run.settings.backup.required {
            backup::tools(target.server.major()).map_err(|failure| {
                // Without a backup this environment is not changed: a refusal.
                Failure { exit: Exit::Refused, ..failure.in_environment(&target.environment.name) }
            })?;
        }
    }
    Ok(())
}
