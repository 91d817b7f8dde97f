//! Step: which databases these are, and that no two environments are one database.

use futures_util::future::join_all;

use crate::db::identity::identify;
use crate::model::amount;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::mode::Mode;
use crate::model::progress::Progress;
use crate::model::server::Identity;

use super::failure::{Failure, Outcome};
use super::run::{Done, Run};
use super::target;

/// A backup, a restore or a comparison needs no migrations; everything else reads the history.
pub(super) fn reads_history(mode: Mode) -> bool {
    !matches!(
        mode,
        Mode::Backup | Mode::Restore | Mode::Compare | Mode::Plan | Mode::SyncSchema | Mode::Export
    )
}

pub(crate) async fn run(run: &mut Run<'_>) -> Outcome<Done> {
    if run.environments.is_empty() {
        return Ok(Done::skipped("no database of yours is needed"));
    }
    let mode = run.task.mode();
    let folder = if reads_history(mode) { Some(run.folder()?) } else { None };
    let settings = run.settings;
    let opened = join_all(
        run.environments
            .iter()
            .map(|environment| target::open(environment, folder.as_deref(), settings, mode)),
    )
    .await;
    for target in opened {
        run.targets.push(target?);
    }
    for index in 0..run.targets.len() {
        let target = &run.targets[index];
        let (environment, server) = (target.environment, target.server.clone());
        let migrations = folder.as_ref().map(|_| target.standings.migrations.clone());
        run.observe(Progress::Line {
            text: format!(
                "{}: {}:{}/{} as {}, PostgreSQL {}, provider {}",
                environment.name,
                server.host,
                server.port,
                server.database,
                server.user,
                server.version,
                server.provider.as_str(),
            ),
        });
        let report = run.report.environment_mut(&environment.name);
        report.protected = environment.protected;
        report.server = Some(server);
        report.tool = folder.as_ref().map(|folder| folder.tool);
        report.memory = folder.as_ref().map(|folder| folder.memory());
        report.migrations = migrations;
    }
    let mut done = Done::passed(amount::count(run.targets.len(), "database"));
    for second in 1..run.targets.len() {
        let place = run.targets[second].environment.place.clone();
        let (left, right) = run.targets.split_at_mut(second);
        let b = &mut right[0];
        for a in left {
            let identity = identify(&mut a.session, &a.server, &mut b.session, &b.server).await?;
            let (a, b) = (&a.environment.name, &b.environment.name);
            match identity {
                Identity::Different(by) => {
                    done = done.proving(format!("{a} and {b} are different databases: {by}"));
                }
                Identity::Same(by) => {
                    let finding =
                        Finding::new(Code::SameDatabase, format!("{a} and {b} are the same database: {by}"))
                            .with_help(format!("give {a} and {b} the URLs of two different databases"));
                    return Err(Failure::refused(Finding { place, ..finding }));
                }
            }
        }
    }
    Ok(done)
}
